// Makes the HTTP server listen, and tries again for as long as its address is taken or not there yet.
import type { Logger } from '../../shared/log.js';
import { ListenError } from './listening.js';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5000;

export interface PageKeeperParts {
  /** One attempt. Rejects with a {@link ListenError} when the address cannot be used now. */
  readonly listen: () => Promise<unknown>;
  /** Called after the first attempt and at each change. */
  readonly changed: (isAvailable: boolean) => void;
  readonly log: Pick<Logger, 'warn'>;
}

/** Lifecycle: `start` once, `stop` once. */
export class PageKeeper {
  private waitMs = FIRST_WAIT_MS;
  private reason = '';
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(private readonly parts: PageKeeperParts) {}

  /**
   * Makes the first attempt, and goes on trying in the background.
   *
   * @returns null, or the error of the first attempt
   */
  async start(): Promise<ListenError | null> {
    const failure = await this.attempt();
    this.parts.changed(failure === null);
    return failure;
  }

  /** No attempt begins after this. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private async attempt(): Promise<ListenError | null> {
    try {
      await this.parts.listen();
      return null;
    } catch (error) {
      if (!(error instanceof ListenError)) throw error;
      this.tell(error);
      if (!this.isStopped) this.timer = setTimeout(() => void this.again(), this.waitMs);
      this.waitMs = Math.min(LONGEST_WAIT_MS, 2 * this.waitMs);
      return error;
    }
  }

  private async again(): Promise<void> {
    if ((await this.attempt()) === null) this.parts.changed(true);
  }

  /** The same reason is told once. */
  private tell({ message, fix }: ListenError): void {
    if (message !== this.reason)
      this.parts.log.warn(`http: ${message} The controller goes on and tries again. ${fix}`);
    this.reason = message;
  }
}
