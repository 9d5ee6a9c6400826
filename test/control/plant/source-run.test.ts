// How many measurements of one source in a row are beyond a limit.
import { describe, expect, it } from 'vitest';
import { SampleTable } from '../../../hal/samples.js';
import { SourceRun } from '../../../src/control/plant/source-run.js';
import { CLOCK } from '../../../src/control/tick.js';

const LIMIT = { above: 10, samples: 2 };

/** A source with the range -20..20, and a run that looks at it after each delivery. */
function source({ countsDropped = false, staleAfter = 0.25, limit = LIMIT } = {}) {
  const samples = new SampleTable(['v'], () => ({ min: -20, max: 20, staleAfter }));
  const run = new SourceRun(limit, countsDropped);
  const clock = new Float64Array(CLOCK.length);
  const look = (nowS: number) => {
    clock[CLOCK.nowS] = nowS;
    run.look({ samples, row: 0 }, clock);
    return [run.isBeyond, run.isProven];
  };
  const put = (nowS: number, value: number) => {
    samples.put(0, value, nowS);
    return look(nowS);
  };
  const repeat = (nowS: number, value: number) => {
    samples.repeat(0, value, nowS);
    return look(nowS);
  };
  return { run, look, put, repeat };
}

describe('a run of measurements', () => {
  it('has seen nothing before the first delivery', () => {
    const { run, look } = source();
    expect([run.isRecent, run.isBeyond, run.isProven]).toEqual([false, false, false]);
    expect(look(1)).toEqual([false, false]);
    expect(run.isRecent).toBe(false);
    expect(run.value).toBeNaN();
  });

  it('is proven by two measurements in a row beyond the limit, of either sign', () => {
    const { run, put } = source();
    expect(put(1, 11)).toEqual([true, false]);
    expect(put(1.1, -12)).toEqual([true, true]);
    expect(run.value).toBe(-12);
  });

  it('starts again after a measurement within the limit; the limit itself is within', () => {
    const { put } = source();
    put(1, 11);
    expect(put(1.1, 10)).toEqual([false, false]);
    expect(put(1.2, 11)).toEqual([true, false]);
  });

  it('does not count a measurement again when it is only looked at, or repeated', () => {
    const { put, look, repeat } = source();
    put(1, 11);
    expect(look(1.1)).toEqual([true, false]);
    expect(repeat(1.15, 11)).toEqual([true, false]);
    expect(put(1.2, 11)).toEqual([true, true]);
  });

  it('ends when a repeated measurement has fallen below the limit', () => {
    const { put, repeat } = source();
    put(1, 11);
    expect(repeat(1.1, 9)).toEqual([false, false]);
  });

  it('says nothing once the latest measurement is older than it may be', () => {
    const { run, put, look } = source();
    put(1, 11);
    put(1, 11);
    expect(look(1.25)).toEqual([true, true]);
    expect(look(1.26)).toEqual([false, false]);
    expect(run.isRecent).toBe(false);
  });

  it('goes on after a silence of up to 10 s, and not after a longer one', () => {
    const short = source();
    short.put(1, 11);
    expect(short.put(11, 11)).toEqual([true, true]);
    const long = source();
    long.put(1, 11);
    expect(long.put(11.1, 11)).toEqual([true, false]);
  });

  it('goes on after a silence as long as the source may have', () => {
    const slow = source({ staleAfter: 15 });
    slow.put(1, 11);
    expect(slow.put(13, 11)).toEqual([true, true]);
    expect(slow.put(28.1, 11)).toEqual([true, false]);
  });
});

describe('a value that is no number', () => {
  it('neither counts nor ends the run, and is no recent measurement', () => {
    const { run, put } = source();
    put(1, 11);
    expect(put(1.1, Number.NaN)).toEqual([true, false]);
    expect(run.value).toBe(11);
    expect(put(1.2, 11)).toEqual([true, true]);
    expect(put(1.46, Number.NaN)).toEqual([false, false]);
  });
});

describe('a value that the range of the channel drops', () => {
  it('counts where dropped values count', () => {
    const { run, put } = source({ countsDropped: true });
    put(1, 30);
    expect(put(1.1, 30)).toEqual([true, true]);
    expect(run.value).toBe(30);
    expect(put(1.2, 5)).toEqual([false, false]);
    expect(run.value).toBe(5);
  });

  it('neither counts nor ends the run elsewhere', () => {
    const { run, put } = source();
    put(1, 11);
    expect(put(1.1, 30)).toEqual([true, false]);
    expect(run.value).toBe(11);
    expect(put(1.2, 11)).toEqual([true, true]);
  });

  it('is no value that is no number: that never counts', () => {
    const { put } = source({ countsDropped: true });
    put(1, 30);
    expect(put(1.1, Number.NaN)).toEqual([true, false]);
  });
});

describe('a new limit', () => {
  it('that is lower, or the same, keeps the count', () => {
    for (const above of [5, 10]) {
      const { run, put } = source({ limit: { above: 10, samples: 3 } });
      put(1, 11);
      put(1.1, 11);
      run.setLimit({ above, samples: 3 });
      expect(put(1.2, 11)).toEqual([true, true]);
    }
  });

  it('that is lower counts the latest measurement when it is beyond this limit only', () => {
    const { run, put } = source();
    put(1, 7);
    run.setLimit({ above: 5, samples: 2 });
    expect([run.isBeyond, run.isProven]).toEqual([true, false]);
    expect(put(1.1, 7)).toEqual([true, true]);
  });

  it('that is higher counts the latest measurement only', () => {
    const { run, put } = source();
    put(1, 15);
    put(1.1, 15);
    run.setLimit({ above: 12, samples: 2 });
    expect([run.isBeyond, run.isProven]).toEqual([true, false]);
  });

  it('that the latest measurement does not exceed ends the run', () => {
    for (const above of [15, 18]) {
      const { run, put } = source();
      put(1, 15);
      put(1.1, -15);
      run.setLimit({ above, samples: 2 });
      expect([run.isBeyond, run.isProven]).toEqual([false, false]);
    }
  });

  it('with another number of measurements is used from then on', () => {
    const { run, put } = source();
    put(1, 11);
    run.setLimit({ above: 10, samples: 1 });
    expect(run.isProven).toBe(true);
  });
});
