// A condition on measurements that trips the plant: one source says so often enough, or two sources say so at once.
import type { SampleTable } from '../../../hal/samples.js';
import type { ProcessImage } from '../state/image.js';
import type { Limit, LimitWatch } from './limit-watch.js';

export class TripCondition {
  /** True when the condition has held on a base tick since the control tick before. */
  holds = false;
  /** The watch that saw it last; null before the first time. */
  seenBy: LimitWatch | null = null;
  private hasHeld = false;

  /** @param watches channels that measure the same quantity */
  constructor(readonly watches: readonly LimitWatch[]) {}

  /** One base tick. The condition is remembered until {@link settle}, so that no base tick is overlooked. */
  look(samples: SampleTable, image: ProcessImage, clock: Float64Array): void {
    let sources = 0;
    let proven: LimitWatch | null = null;
    let last: LimitWatch | null = null;
    for (let i = 0; i < this.watches.length; i++) {
      const watch = this.watches[i]!;
      watch.look(samples, image, clock);
      sources += watch.beyond;
      if (watch.beyond > 0) last ??= watch;
      if (watch.isProven) proven ??= watch;
    }
    if (proven === null && sources < 2) return;
    this.hasHeld = true;
    this.seenBy = proven ?? last;
  }

  /** The control tick: sets {@link holds} from the base ticks since the last one. */
  settle(): void {
    this.holds = this.hasHeld;
    this.hasHeld = false;
  }

  /** @param limits one for each watch */
  setLimits(limits: readonly Readonly<Limit>[]): void {
    for (let i = 0; i < this.watches.length; i++) this.watches[i]!.setLimit(limits[i]!);
  }
}
