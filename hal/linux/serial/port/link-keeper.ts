// Keeps one serial port open: detects when it is lost or silent, and opens it again with back-off.
import { HalError } from '../../../hal.js';
import { atMost } from '../../at-most.js';
import type { LineSettings } from '../schema.js';
import { LineRhythm } from './line-rhythm.js';
import type { OpenLink, SerialLink } from './link.js';
import { SilencePolicy, type SilenceSettings } from './silence.js';

const FIRST_RETRY_S = 0.25;
const MAX_RETRY_S = 2;
/** Longest wait at the end of the program for an opening that hangs in the driver. */
const BUSY_TIMEOUT_MS = 1500;
/** A longer time between two ticks means that the program stalled, not that the line was silent. */
const STALL_S = 0.5;

export interface LinkOwner {
  chunk(bytes: Buffer): void;
  /** No bytes will come until the port is open again. May be called repeatedly. */
  lost(reason: string): void;
  /** The port is open. No byte was read from it yet. */
  opened(): void;
  /** Called after {@link opened}, except for the first opening. */
  reopened(): void;
}

/** There are no timers: time passes only in {@link advance}. All times are monotonic seconds. */
export class LinkKeeper {
  private link: SerialLink | null = null;
  /** The opening or closing under way; null when there is none. */
  private busy: Promise<void> | null = null;
  private closed = false;
  private nowS = 0;
  private retryAtS = 0;
  /** Number of attempts in a row that failed, or gave a port that was lost without a received byte. */
  private failures = 0;
  /** Number of openings in a row without a line. */
  private silentOpenings = 0;
  private readonly rhythm = new LineRhythm();
  private readonly silence: SilencePolicy;

  constructor(
    private readonly config: LineSettings & SilenceSettings,
    private readonly openLink: OpenLink,
    private readonly owner: LinkOwner,
  ) {
    this.silence = new SilencePolicy(config, this.rhythm);
  }

  /** Opens the port for the first time. A missing port is lost but not an error. Rejects with any other {@link HalError}. */
  async open(nowS: number): Promise<void> {
    this.nowS = nowS;
    const opening = this.connect();
    this.run(opening.catch(() => undefined));
    try {
      await opening;
    } catch (error) {
      if (!(error instanceof HalError && error.code === 'not_found')) {
        throw error;
      }
      this.failed(error);
    }
  }

  /** Called with every tick. Checks for silence, and opens the port when that is due. */
  advance(nowS: number): void {
    if (nowS - this.nowS > STALL_S) {
      this.rhythm.stalled(nowS - this.nowS);
    }
    this.nowS = nowS;
    if (this.link !== null) {
      if (this.silentS > this.silence.limitS(this.silentOpenings)) {
        this.endSilence();
      }
    } else if (this.busy === null && !this.closed && nowS >= this.retryAtS) {
      this.run(this.reconnect());
    }
  }

  /**
   * Closes a port that has become silent and opens it again at once. Opens a closed port now, without waiting for the next retry.
   * Does nothing with a port that still sends lines in its rhythm, whether they can be read or not: opening it again would not change
   * them. Does nothing with an open port that still waits for its first line: closing it would reset the board again and again, and
   * the board would never send. Returns false when nothing was done.
   *
   * @param isEmpty true when the lines have no value in them: then a port that sends in its rhythm is reopened, too
   */
  reopen(isEmpty = false): boolean {
    if (this.closed || this.busy !== null) {
      return false;
    }
    if (this.link !== null) {
      const isTalking = this.silentS <= this.silence.talkingS && !isEmpty;
      if (!this.rhythm.hasLine || isTalking) {
        return false;
      }
      this.drop('the controller asked to reopen the port');
    }
    this.retryAtS = this.nowS;
    return true;
  }

  /** Time since the last line, or since the opening, s. */
  get silentS(): number {
    return this.nowS - this.rhythm.lastLineS;
  }

  /** See {@link LineRhythm.pauseS}. */
  get pauseS(): number {
    return this.rhythm.pauseS;
  }

  /** See {@link SerialLink.write}. */
  write(line: string): boolean {
    return this.link?.write(line) ?? false;
  }

  flush(): void {
    this.link?.flush();
  }

  async close(): Promise<void> {
    this.closed = true;
    const link = this.link;
    this.link = null;
    await Promise.all([link?.close(), this.busy === null ? undefined : atMost(BUSY_TIMEOUT_MS, this.busy)]);
  }

  private endSilence(): void {
    if (!this.rhythm.hasLine) {
      this.silentOpenings++;
    }
    this.drop(`no line for ${this.silentS.toFixed(1)} s`);
    this.retryAtS = this.nowS;
  }

  private async connect(): Promise<void> {
    const link = await this.openLink(this.config, {
      chunk: (bytes) => {
        this.failures = 0;
        this.rhythm.take(bytes, this.nowS);
        if (this.rhythm.hasLine) {
          this.silentOpenings = 0;
        }
        this.owner.chunk(bytes);
      },
      gone: (reason) => this.drop(reason),
    });
    if (this.closed) {
      await link.close();
      return;
    }
    this.link = link;
    this.rhythm.begin(this.nowS);
    this.owner.opened();
  }

  private async reconnect(): Promise<void> {
    try {
      await this.connect();
    } catch (error) {
      this.failed(error);
      return;
    }
    if (this.link !== null) {
      this.owner.reopened();
    }
  }

  /** Closes the link. A link that has received bytes is opened again at once, any other after a pause. */
  private drop(reason: string): void {
    const link = this.link;
    if (link === null) {
      return;
    }
    this.link = null;
    this.scheduleRetry();
    this.owner.lost(reason);
    this.run(link.close());
  }

  private failed(error: unknown): void {
    this.scheduleRetry();
    if (!this.closed) {
      this.owner.lost(error instanceof Error ? error.message : String(error));
    }
  }

  private scheduleRetry(): void {
    const delayS = this.failures === 0 ? 0 : Math.min(MAX_RETRY_S, FIRST_RETRY_S * 2 ** (this.failures - 1));
    this.retryAtS = this.nowS + delayS;
    this.failures++;
  }

  /** `work` never rejects. */
  private run(work: Promise<void>): void {
    const busy = work.finally(() => {
      if (this.busy === busy) {
        this.busy = null;
      }
    });
    this.busy = busy;
  }
}
