// The watch of a measured channel: its sources are counted one by one, and a vote of three outvotes a single one.
import { describe, expect, it } from 'vitest';
import { SampleTable } from '../../../hal/samples.js';
import { MeasuredWatch } from '../../../src/control/plant/measured-watch.js';
import { ProcessImage } from '../../../src/control/state/image.js';
import { CLOCK } from '../../../src/control/tick.js';

const IMAGE = new ProcessImage([]);

/** A channel with this many sources, and a watch with the limit 10; it may count fewer sources than there are. */
function watching({ delivering = 3, votes = false, counted = 3 }) {
  const samples = new SampleTable(['other', 'v']);
  const sources = Array.from({ length: delivering }, () => ({ samples: new SampleTable(['v']), row: 0 }));
  samples.combine(1, sources);
  const options = { channel: 'v', row: 1, sources: counted, votes, countsDropped: false };
  const watch = new MeasuredWatch({ above: 10, samples: 2 }, options);
  const clock = new Float64Array(CLOCK.length);
  /** Each source delivers its value now; null for silence. */
  const show = (nowS: number, ...values: (number | null)[]) => {
    values.forEach((value, i) => {
      if (value !== null) sources[i]!.samples.put(0, value, nowS);
    });
    clock[CLOCK.nowS] = nowS;
    watch.look(samples, IMAGE, clock);
    return [watch.beyond, watch.isProven];
  };
  return { watch, show };
}

describe('the watch of a measured channel', () => {
  it('sees nothing before the first measurement', () => {
    const { watch, show } = watching({});
    expect(watch).toMatchObject({ channel: 'v', beyond: 0, isProven: false });
    expect(show(1, null, null, null)).toEqual([0, false]);
    expect(watch.value).toBeNaN();
  });

  it('counts each source beyond the limit, and is proven when one of them was so twice', () => {
    const { watch, show } = watching({});
    expect(show(1, 5, 11, 12)).toEqual([2, false]);
    expect(show(1.1, 5, 5, 13)).toEqual([1, true]);
    expect(watch.value).toBe(13);
    expect(show(1.2, 5, 5, 5)).toEqual([0, false]);
    expect(watch.value).toBe(13);
  });

  it('is proven although a later source is not', () => {
    const { show } = watching({});
    show(1, 11, 5, 5);
    expect(show(1.1, 11, 11, 5)).toEqual([2, true]);
  });

  it('looks at no more sources than it was made for, and at no more than there are', () => {
    expect(watching({ delivering: 3, counted: 2 }).show(1, 5, 5, 11)).toEqual([0, false]);
    expect(watching({ delivering: 1, counted: 2 }).show(1, 11)).toEqual([1, false]);
  });

  it('uses a new limit for each of its sources', () => {
    const { watch, show } = watching({});
    watch.setLimit({ above: 4, samples: 1 });
    expect(show(1, 5, 3, 5)).toEqual([2, true]);
  });
});

describe('a vote by median', () => {
  it('of three sources outvotes one of them, but not two', () => {
    const { show } = watching({ votes: true });
    show(1, 5, 11, 5);
    expect(show(1.1, 5, 11, 5)).toEqual([0, false]);
    expect(show(1.2, 12, 11, 5)).toEqual([2, true]);
  });

  it('of two sources outvotes none: nobody knows which one is right', () => {
    const { show } = watching({ votes: true });
    show(1, 5, 11, null);
    expect(show(1.1, 5, 11, null)).toEqual([1, true]);
  });

  it('no longer outvotes once the third source is silent for longer than 0.2 s', () => {
    const { show } = watching({ votes: true });
    show(1, 5, 11, 5);
    show(1.15, 5, 11, null);
    expect(show(1.2, 5, 11, null)).toEqual([0, false]);
    expect(show(1.25, 5, 11, null)).toEqual([1, true]);
  });

  it('takes place only where it is configured', () => {
    const { show } = watching({ votes: false });
    show(1, 5, 11, 5);
    expect(show(1.1, 5, 11, 5)).toEqual([1, true]);
  });
});
