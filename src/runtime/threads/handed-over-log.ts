// The control thread's log lines: written by the comms thread while it lives, at once before and after.
export type LineWriter = (line: string) => void;

/** Lines that wait while the comms thread is being restarted. */
const MOST_WAITING = 1000;

/** Writing to a terminal, a pipe or the journal may block: once ticks run, somebody else does it. */
export class HandedOverLog {
  private waiting: string[] = [];
  private mode: 'direct' | 'waiting' | 'handed over' = 'direct';
  private handOver: LineWriter = () => {};

  /** @param direct writes a line from this thread */
  constructor(private readonly direct: LineWriter) {}

  readonly write: LineWriter = (line) => {
    if (this.mode === 'direct') this.direct(line);
    else if (this.mode === 'handed over') this.handOver(line);
    else if (this.waiting.length < MOST_WAITING) this.waiting.push(line);
  };

  /** Somebody takes the lines from now on, those that waited first. */
  to(handOver: LineWriter): void {
    this.handOver = handOver;
    this.mode = 'handed over';
    this.release(handOver);
  }

  /** Nobody takes lines for a while. */
  hold(): void {
    if (this.mode === 'handed over') this.mode = 'waiting';
  }

  /** This thread writes for itself again. */
  end(): void {
    this.mode = 'direct';
    this.release(this.direct);
  }

  private release(write: LineWriter): void {
    const lines = this.waiting;
    this.waiting = [];
    for (const line of lines) write(line);
  }
}
