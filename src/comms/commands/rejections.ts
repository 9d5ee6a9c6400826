// Reports refused commands to control for the audit trail, at a limited rate, so that a flood of them cannot fill the store.
import type { CommandError } from '../../commands/command.js';
import { TokenBucket } from './token-bucket.js';

/** A refused command. With `count` above 1 it stands for several that came too fast to report each, and shows the last of them. */
export interface Rejection {
  readonly name: string;
  readonly requestId: string | null;
  readonly by: string | null;
  readonly origin: 'mqtt' | 'http';
  readonly error: CommandError;
  readonly message: string;
  readonly count: number;
}

/** Five at once, then one every 30 s: at most 2,885 events a day of a few hundred bytes each. */
const BURST = 5;
const PER_SECOND = 1 / 30;
const SUMMARY_MS = 30_000;
const MAX_NAME_LENGTH = 64;

export class RejectionReporter {
  private readonly report: (rejection: Rejection) => void;
  private readonly bucket: TokenBucket;
  private held: Rejection | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(report: (rejection: Rejection) => void, nowMs: () => number) {
    this.report = report;
    this.bucket = new TokenBucket(BURST, PER_SECOND, nowMs);
  }

  add(rejection: Omit<Rejection, 'count'>): void {
    const short = { ...rejection, name: rejection.name.slice(0, MAX_NAME_LENGTH) };
    if (this.held === undefined && this.bucket.take()) {
      this.report({ ...short, count: 1 });
      return;
    }
    this.held = { ...short, count: (this.held?.count ?? 0) + 1 };
    this.timer ??= setTimeout(() => this.reportHeld(), SUMMARY_MS).unref();
  }

  private reportHeld(): void {
    this.timer = undefined;
    if (this.held !== undefined) {
      this.bucket.take();
      this.report(this.held);
      this.held = undefined;
    }
  }
}
