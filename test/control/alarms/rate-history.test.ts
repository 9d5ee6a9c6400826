// The last half second of a channel: its rate of change, and what the next samples will be compared with.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { RateHistory } from '../../../src/control/alarms/rate-history.js';
import { UnchangedTime } from '../../../src/control/alarms/unchanged-time.js';
import { ProcessImage, type UsableChannel } from '../../../src/control/state/image.js';

const X = 0 as UsableChannel;

function bench() {
  const image = new ProcessImage(['x']);
  const history = new RateHistory();
  return {
    history,
    /** One sample with this value at this time, s. */
    see(value: number, timeS: number) {
      image.set(X, value, timeS, QUALITY.good);
      history.add(image, X);
      return history;
    },
  };
}

describe('the rate of change', () => {
  it('is unknown before there is a sample that is half a second older', () => {
    const { see, history } = bench();
    expect(history.rate()).toBeNaN();
    expect(see(0, 10).rate()).toBeNaN();
    expect(see(1, 10.49).rate()).toBeNaN();
    expect(see(2, 10.5).rate()).toBe(4);
  });

  it('is that since the newest sample which is half a second older, whatever the direction', () => {
    const { see } = bench();
    see(10, 0);
    see(7, 0.25);
    see(6, 0.5);
    expect(see(1, 0.75).rate()).toBe(12);
    expect(see(10, 1.25).rate()).toBe(9 / 0.5);
  });

  it('accepts a sample that is half a second older but for the rounding of times', () => {
    const { see } = bench();
    see(0, 10);
    see(1, 10.1);
    expect(see(5, 10.6 - 1e-9).rate()).toBeCloseTo(8, 6);
  });

  it('counts a sample once, with its latest value, when it is seen again', () => {
    const { see } = bench();
    see(0, 10);
    see(1, 10.5);
    expect(see(3, 10.5).rate()).toBe(6);
    expect(see(4, 11).rate()).toBe(2);
  });

  it('does not lose its past when one sample is seen on a hundred ticks', () => {
    const { see } = bench();
    see(0, 10);
    for (let n = 0; n < 100; n++) expect(see(1, 10.5).rate()).toBe(2);
  });

  it('looks back over at most 64 samples, which at 130 Hz are less than half a second', () => {
    const { see, history } = bench();
    for (let n = 0; n <= 200; n++) see(n, n / 130);
    expect(history.rate()).toBeNaN();
  });

  it('is known again as soon as the 64 samples reach back over half a second', () => {
    const { see } = bench();
    for (let n = 0; n <= 200; n++) see(n, n / 130);
    // The newest sample that is half a second older is number 148, 0.4 s before number 200.
    expect(see(200, 200 / 130 + 0.1).rate()).toBeCloseTo(52 / 0.5, 6);
  });

  it('is unknown when the latest sample is replaced by an earlier one, before which nothing is half a second older', () => {
    const { see } = bench();
    see(0, 10);
    expect(see(1, 10.5).rate()).toBe(2);
    expect(see(1, 10.25).rate()).toBeNaN();
    expect(see(4, 11).rate()).toBe(4);
  });

  it('is right long after the ring of 64 samples has been filled', () => {
    const { see, history } = bench();
    for (let n = 0; n <= 1000; n++) see(n, n / 64);
    expect(history.rate()).toBe(64);
  });

  it('uses a sample that is exactly the 64th', () => {
    const { see, history } = bench();
    for (let n = 0; n < 64; n++) see(n === 0 ? 5 : 0, n / 126);
    expect(history.rate()).toBe(10);
  });
});

describe('a gap', () => {
  it('of more than half a second makes the earlier samples unknown', () => {
    const { see, history } = bench();
    see(0, 10);
    history.interrupt();
    expect(see(9, 10.6).rate()).toBeNaN();
    expect(see(9, 11.1).rate()).toBe(0);
  });

  it('of half a second and less does not', () => {
    const { see, history } = bench();
    see(0, 10);
    history.interrupt();
    expect(see(1, 10.5).rate()).toBe(2);
  });

  it('is over with the next sample', () => {
    const { see, history } = bench();
    history.interrupt();
    see(0, 10);
    expect(see(3, 11).rate()).toBe(3);
  });

  it('is only one when the channel was not usable: a source may be slow', () => {
    const { see } = bench();
    see(0, 10);
    expect(see(3, 13).rate()).toBe(1);
  });
});

describe('the spread', () => {
  it('is the largest difference between the latest value and the samples of the last half second', () => {
    const { see } = bench();
    see(100, 0);
    see(1, 0.25);
    see(9, 0.5);
    expect(see(4, 0.75).spread()).toBe(5);
    expect(see(4, 1).spread()).toBe(0);
  });

  it('is that of all samples when none of them is half a second old', () => {
    const { see } = bench();
    see(100, 0);
    expect(see(1, 0.25).spread()).toBe(99);
  });

  it('is that of the last 64 samples when there are more', () => {
    const { see, history } = bench();
    see(100, 0);
    see(50, 0.001);
    for (let n = 2; n < 64; n++) see(1, n / 1000);
    expect(history.spread()).toBe(99);
    expect(see(1, 0.1).spread()).toBe(49);
    expect(see(1, 0.2).spread()).toBe(0);
  });
});

describe('the time without a change', () => {
  function sensor() {
    const image = new ProcessImage(['x']);
    const unchanged = new UnchangedTime();
    return {
      unchanged,
      see(value: number, timeS: number, plantRuns = true) {
        image.set(X, value, timeS, QUALITY.good);
        image.noteChanges();
        return unchanged.secondsAt(image, X, plantRuns);
      },
    };
  }

  it('begins with the first sample, and again with each change', () => {
    const { see } = sensor();
    expect([see(1, 10), see(1, 13), see(2, 14), see(2, 16)]).toEqual([0, 3, 0, 2]);
  });

  it('is 0 while the plant does not run', () => {
    const { see } = sensor();
    see(1, 10);
    expect([see(1, 13), see(1, 14, false), see(1, 16, false), see(1, 17)]).toEqual([3, 0, 0, 1]);
  });

  it('waits while there is no good value, and only then', () => {
    const { see, unchanged } = sensor();
    see(1, 10);
    see(1, 12);
    unchanged.interrupt();
    expect(see(1, 50)).toBe(2);
    expect(see(1, 53)).toBe(5);
  });

  it('waits also right after the first sample', () => {
    const { see, unchanged } = sensor();
    see(1, 10);
    unchanged.interrupt();
    expect(see(1, 50)).toBe(0);
  });
});
