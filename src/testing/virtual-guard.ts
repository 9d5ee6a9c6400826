// The guard of a virtual run: runs the watch of the guard's thread in virtual time, as often as that thread does.
import { Lease } from '../heartbeat/lease/lease.js';
import { Watch, type WatchedOutput } from '../heartbeat/lease/watch.js';
import { allocateWords } from '../heartbeat/lease/words.js';

/** Nobody reads a log in a virtual run: the latch shows in the plant and in the trip that follows. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

export class VirtualGuard {
  readonly lease: Lease;
  private readonly watch: Watch;
  private lookedMs = 0;
  private nextLookMs: number;

  /** @param outputs the outputs that the guard makes safe; their lines may read {@link nowS} */
  constructor(outputs: readonly WatchedOutput[]) {
    const words = allocateWords();
    this.lease = new Lease(words);
    this.lease.arm();
    this.watch = new Watch({ words, outputs, emergencyStop: null, log: SILENT });
    this.nextLookMs = this.watch.look(0);
  }

  /** Time of the guard's last look, s. */
  get nowS(): number {
    return this.lookedMs / 1000;
  }

  /** Lets the guard do all its looks up to `timeS`, s. The control thread may stand still during this time. */
  passTo(timeS: number): void {
    while (this.nextLookMs / 1000 <= timeS) {
      this.lookedMs = this.nextLookMs;
      this.nextLookMs += this.watch.look(this.lookedMs);
    }
  }
}
