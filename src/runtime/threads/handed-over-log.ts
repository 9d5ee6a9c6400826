// The control thread's log lines. The comms thread writes them while it runs; before and after that, this thread does.
export type LineWriter = (line: string) => void;

/** How many lines may wait while the comms thread is being restarted. */
const MOST_WAITING = 1000;

/** Writing to a terminal, a pipe or the journal may block, so another thread does it once ticks run. */
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

  /** Another thread takes the lines from now on, waiting lines first. */
  to(handOver: LineWriter): void {
    this.handOver = handOver;
    this.mode = 'handed over';
    this.release(handOver);
  }

  /** Keeps lines for a while, because no thread takes them. */
  hold(): void {
    if (this.mode === 'handed over') this.mode = 'waiting';
  }

  /** This thread writes its lines itself again. */
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
