// What the measurements of one channel say about a limit of its magnitude, as an interlock needs to know it.
import type { SampleTable } from '../../../hal/samples.js';
import type { ProcessImage } from '../state/image.js';

/** One condition of an interlock. */
export interface Limit {
  /** The magnitude has to be above this, in the unit of the channel. */
  above: number;
  /** This many new measurements in a row have to be above it. */
  samples: number;
}

/** Looks at a channel on each base tick; nothing is allocated. */
export interface LimitWatch {
  readonly channel: string;
  /** The number of sources whose latest measurement is recent and beyond the limit. */
  readonly beyond: number;
  /** True while one source has been beyond the limit with enough measurements in a row, and still is. */
  readonly isProven: boolean;
  /** The latest measurement beyond the limit, in the channel's unit; NaN before the first. */
  readonly value: number;
  /**
   * One base tick.
   *
   * @param clock as CLOCK lays it out
   */
  look(samples: SampleTable, image: ProcessImage, clock: Float64Array): void;
  /** Changes the limit. Measurements that are beyond the old and the new limit go on counting. */
  setLimit(limit: Readonly<Limit>): void;
}
