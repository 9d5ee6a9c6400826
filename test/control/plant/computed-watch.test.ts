// The watch of a computed channel: which of its values count against a limit.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { SampleTable } from '../../../hal/samples.js';
import { ComputedWatch } from '../../../src/control/plant/computed-watch.js';
import { Outliers } from '../../../src/control/plant/outliers.js';
import { ProcessImage } from '../../../src/control/state/image.js';

const NO_SAMPLES = new SampleTable([]);

/** A watch with the limit 10, and a function that shows it values: pairs of time in s and value. */
function watching({ spanS = 0, samples = 2, outliers = null as Outliers | null } = {}) {
  const image = new ProcessImage(['derived.efficiency', 'chain.velocity']);
  const options = { channel: 'derived.efficiency', index: 0, spanS, outliers };
  const watch = new ComputedWatch({ above: 10, samples }, options);
  const show = (...values: (readonly [number, number])[]) => {
    for (const [timeS, value] of values) {
      image.set(0, value, timeS, QUALITY.good);
      watch.look(NO_SAMPLES, image);
    }
    return [watch.beyond, watch.isProven];
  };
  return { watch, image, show };
}

describe('the watch of a computed channel', () => {
  it('sees nothing before the first value', () => {
    const { watch, image } = watching();
    watch.look(NO_SAMPLES, image);
    expect(watch).toMatchObject({ channel: 'derived.efficiency', beyond: 0, isProven: false });
    expect(watch.value).toBeNaN();
  });

  it('is proven by two values in a row beyond the limit, of either sign', () => {
    const { watch, show } = watching();
    expect(show([1, 11])).toEqual([1, false]);
    expect(show([2, -12])).toEqual([1, true]);
    expect(watch.value).toBe(-12);
  });

  it('starts again after a value within the limit; the limit itself is within', () => {
    const { watch, show } = watching();
    expect(show([1, 11], [2, 10])).toEqual([0, false]);
    expect(show([3, 11])).toEqual([1, false]);
    expect(watch.value).toBe(11);
  });

  it('counts a value once, however often it is seen', () => {
    expect(watching().show([1, 11], [1, 11], [1, 11])).toEqual([1, false]);
  });

  it('says nothing while the channel is not good, and then goes on counting', () => {
    const { watch, image, show } = watching();
    show([1, 11], [2, 11]);
    image.downgrade(0, QUALITY.stale);
    watch.look(NO_SAMPLES, image);
    expect([watch.beyond, watch.isProven]).toEqual([0, false]);
    expect(show([3, 11])).toEqual([1, true]);
  });

  it('counts values of overlapping spans once: 60 s apart is not enough', () => {
    const { show } = watching({ spanS: 60 });
    expect(show([0, 11], [30, 11], [60, 11])).toEqual([1, false]);
    expect(show([60.1, 11])).toEqual([1, true]);
  });

  it('ignores the rounding of times: 0.4 s is 0.3 s after 0.1 s', () => {
    expect(0.4 - 0.1).toBeGreaterThan(0.3);
    expect(watching({ spanS: 0.3 }).show([0.1, 11], [0.4, 11])).toEqual([1, false]);
  });

  it('counts within the span again after a value within the limit', () => {
    expect(watching({ spanS: 60 }).show([0, 11], [10, 5], [20, 11])).toEqual([1, false]);
    expect(watching({ spanS: 60, samples: 1 }).show([0, 11], [10, 5], [20, 11])).toEqual([1, true]);
  });
});

describe('a new limit', () => {
  it('that is lower keeps the count', () => {
    const { watch, show } = watching();
    show([1, 11]);
    watch.setLimit({ above: 5, samples: 2 });
    expect(show([2, 6])).toEqual([1, true]);
  });

  it('that is the same keeps the count', () => {
    const { watch, show } = watching({ samples: 3 });
    show([1, 11], [2, 11]);
    watch.setLimit({ above: 10, samples: 3 });
    expect(show([3, 11])).toEqual([1, true]);
  });

  it('that is higher counts the latest value only', () => {
    const { watch, show } = watching({ samples: 3 });
    show([1, 30], [2, 30]);
    watch.setLimit({ above: 20, samples: 3 });
    expect(show([3, 30])).toEqual([1, false]);
    expect(show([4, 30])).toEqual([1, true]);
  });

  it('that the latest value does not exceed starts again', () => {
    for (const above of [30, 20]) {
      const { watch, show } = watching();
      show([1, 20], [2, 20]);
      watch.setLimit({ above, samples: 2 });
      expect(show([2, 20])).toEqual([0, false]);
      expect(show([3, 31])).toEqual([1, false]);
    }
  });

  it('does not count an old value beyond it when the latest one was within the old limit', () => {
    const { watch, show } = watching();
    show([1, 30], [2, 5]);
    watch.setLimit({ above: 20, samples: 2 });
    expect(show([2, 5])).toEqual([0, false]);
  });

  it('scales the tolerance for outliers of the channel behind', () => {
    const outliers = new Outliers(1, 0.5, 0.25);
    const { watch } = watching({ outliers });
    watch.setLimit({ above: 40, samples: 2 });
    expect(outliers.tolerance).toBe(2);
  });
});

describe('a single wrong sample of the channel behind', () => {
  it('makes the values that contain it say nothing, also later', () => {
    const outliers = new Outliers(1, 0.5, 0.25);
    const { watch, image, show } = watching({ outliers });
    const velocity = (timeS: number, value: number) => image.set(1, value, timeS, QUALITY.good);
    velocity(1, 1);
    show([1, 1]);
    velocity(1.1, 8);
    expect(show([1.1, 11])).toEqual([1, false]);
    // The sample after it shows that 8 m/s was wrong.
    velocity(1.2, 1);
    expect(show([1.2, 30])).toEqual([1, false]);
    expect(watch.value).toBe(11);
    velocity(1.4, 1);
    expect(show([1.2, 30])).toEqual([1, false]);
    expect(show([1.4, 30])).toEqual([1, true]);
  });
});
