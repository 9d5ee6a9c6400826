// The share of control ticks that were missed, over a sliding window.

export class MissWindow {
  /** 1 for a missed tick. */
  private readonly missed: Uint8Array;
  private next = 0;
  private count = 0;
  private sum = 0;

  /** @param ticks length of the window in control ticks, including missed ones */
  constructor(ticks: number) {
    this.missed = new Uint8Array(Math.max(1, ticks));
  }

  /** Adds a control tick that ran, and the number of ticks missed before it. */
  add(missed: number): void {
    for (let i = 0; i < Math.min(missed, this.missed.length); i++) this.push(1);
    this.push(0);
  }

  /** 0..1; 0 until the window is full. */
  share(): number {
    return this.count < this.missed.length ? 0 : this.sum / this.count;
  }

  clear(): void {
    if (this.count === 0) return;
    this.missed.fill(0);
    this.next = 0;
    this.count = 0;
    this.sum = 0;
  }

  private push(missed: 0 | 1): void {
    this.sum += missed - this.missed[this.next]!;
    this.missed[this.next] = missed;
    this.next = (this.next + 1) % this.missed.length;
    if (this.count < this.missed.length) this.count++;
  }
}
