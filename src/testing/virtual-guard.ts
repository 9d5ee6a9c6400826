// The guard of a virtual run: the watch of the guard's thread, which looks as often as that thread does, in virtual time.
import { Lease } from '../heartbeat/lease/lease.js';
import { LOOK_MS, Watch, type WatchedOutput } from '../heartbeat/lease/watch.js';
import { allocateWords } from '../heartbeat/lease/words.js';

/** The latch shows in what the plant does and in the trip that follows: its log line has nobody to read it. */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

export class VirtualGuard {
  readonly lease: Lease;
  private readonly watch: Watch;
  private looks = 0;

  /** @param outputs what the guard makes safe; a line may ask {@link nowS} */
  constructor(outputs: readonly WatchedOutput[]) {
    const words = allocateWords();
    this.lease = new Lease(words);
    this.lease.arm();
    this.watch = new Watch({ words, outputs, emergencyStop: null, log: SILENT });
  }

  /** When the guard looked last, seconds. */
  get nowS(): number {
    return (this.looks * LOOK_MS) / 1000;
  }

  /** Lets the guard look as often as it does until `timeS`, seconds: control may stand still meanwhile. */
  passTo(timeS: number): void {
    while (((this.looks + 1) * LOOK_MS) / 1000 <= timeS) {
      this.looks++;
      this.watch.look(this.looks * LOOK_MS);
    }
  }
}
