// Speed and position from pulses: constant and changing speed, standstill, disturbances.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PulseMeter } from '../../../../../hal/linux/gpio/roles/pulses/pulse-meter.js';

const D = 0.05;
const exact = { metresPerPulse: D, maxSpeedMps: 20, maxAccelerationMps2: 200, timeErrorS: 0 };
const late = { ...exact, timeErrorS: 0.003 };

/** Gives pulses at a constant speed from `fromS` on, for this number of seconds. Returns the time of the last one. */
function turn(
  meter: PulseMeter,
  speedMps: number,
  fromS: number,
  seconds: number,
  stamp = (timeS: number) => timeS,
) {
  const periodS = D / speedMps;
  let timeS = fromS;
  for (; timeS <= fromS + seconds; timeS += periodS) meter.pulse(stamp(timeS));
  return timeS - periodS;
}

describe('a chain that turns', () => {
  it.each([0.1, 1.55, 10, 19.9])('at %f m/s is measured exactly', (speedMps) => {
    const meter = new PulseMeter(exact);
    const lastS = turn(meter, speedMps, 1, 2);
    expect(meter.speedAt(lastS)).toBeCloseTo(speedMps, 9);
  });

  it('is measured as the mean over a tenth of a second, so that uneven teeth have no effect', () => {
    const meter = new PulseMeter(exact);
    const periodS = D / 5;
    for (let i = 0; i < 100; i++) meter.pulse(1 + i * periodS + (i % 2) * 0.1 * periodS);
    expect(meter.speedAt(1 + 99 * periodS)).toBeCloseTo(5, 0);
  });

  it('has moved by the distance of its pulses', () => {
    const meter = new PulseMeter(exact);
    turn(meter, 2, 0, 10);
    expect(meter.pathM).toBeCloseTo(20, 1);
  });

  it('is followed when it accelerates and brakes as hard as a chain can', () => {
    const meter = new PulseMeter(exact);
    let timeS = 0;
    let pathM = 0;
    const seen: number[] = [];
    for (let next = D; timeS < 2; timeS += 0.0001) {
      const speedMps = 5 - 4.9 * Math.cos(20 * timeS);
      pathM += speedMps * 0.0001;
      if (pathM >= next) {
        next += D;
        seen.push(['counted', 'glitch', 'implausible'].indexOf(meter.pulse(timeS)));
      }
    }
    expect(Math.max(...seen)).toBe(0);
    expect(meter.pathM).toBeCloseTo(pathM, 1);
  });
});

describe('a chain that stands', () => {
  it('has no speed before its first pulses', () => {
    const meter = new PulseMeter(exact);
    meter.restart(5);
    expect(meter.speedAt(5)).toBe(0);
    meter.pulse(6);
    expect(meter.speedAt(6)).toBe(0);
  });

  it('has at most the speed of one distance since its last pulse, and counts as standing after a time', () => {
    const meter = new PulseMeter(exact);
    const lastS = turn(meter, 2, 0, 1);
    expect(meter.speedAt(lastS + 0.02)).toBeCloseTo(2, 6);
    expect(meter.speedAt(lastS + 0.5)).toBeCloseTo(0.1, 6);
    expect(meter.speedAt(lastS + 2.4)).toBeGreaterThan(0);
    expect(meter.speedAt(lastS + 2.6)).toBe(0);
  });

  it('never gains speed without a pulse', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 0.5, noNaN: true }), { maxLength: 50 }),
        fc.array(fc.double({ min: 0.001, max: 0.5, noNaN: true }), { minLength: 2, maxLength: 20 }),
        (periods, waits) => {
          const meter = new PulseMeter(exact);
          let timeS = 0;
          for (const period of periods) {
            timeS += period;
            meter.pulse(timeS);
          }
          let speedMps = Number.POSITIVE_INFINITY;
          for (const wait of waits) {
            timeS += wait;
            const next = meter.speedAt(timeS);
            expect(next).toBeGreaterThanOrEqual(0);
            expect(next).toBeLessThanOrEqual(speedMps);
            speedMps = next;
          }
        },
      ),
    );
  });

  it('is measured again soon after it starts to turn', () => {
    const meter = new PulseMeter(exact);
    turn(meter, 2, 0, 1);
    expect(meter.speedAt(30)).toBe(0);
    const lastS = turn(meter, 0.5, 30, 1);
    expect(meter.speedAt(lastS)).toBeCloseTo(0.5, 6);
  });
});

describe('for any sequence of pulses', () => {
  it('the speed is finite and possible, and the position never decreases', () => {
    const edge = fc.record({
      waitS: fc.double({ min: -0.01, max: 3, noNaN: true }),
      missed: fc.integer({ min: 0, max: 3 }),
      isRestart: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 100 }), (edges) => {
        const meter = new PulseMeter(exact);
        let timeS = 0;
        for (const { waitS, missed, isRestart } of edges) {
          timeS += waitS;
          const { pathM } = meter;
          if (isRestart) meter.restart(timeS);
          else meter.pulse(timeS, missed);
          expect(meter.pathM).toBeGreaterThanOrEqual(pathM);
          const speedMps = meter.speedAt(timeS);
          if (!Number.isNaN(speedMps)) {
            expect(speedMps).toBeGreaterThanOrEqual(0);
            expect(speedMps).toBeLessThanOrEqual(exact.maxSpeedMps * (1 + 1e-9));
          }
        }
      }),
    );
  });
});

describe('a disturbance', () => {
  it('that comes sooner than at the highest speed is dropped as a glitch', () => {
    const meter = new PulseMeter(exact);
    const lastS = turn(meter, 10, 0, 1);
    const { pulses } = meter;
    expect(meter.pulse(lastS + 0.0001)).toBe('glitch');
    expect(meter.pulse(lastS + 0.0024)).toBe('glitch');
    expect(meter.pulse(lastS - 0.1)).toBe('glitch');
    expect([meter.pulses, meter.speedAt(lastS)]).toEqual([pulses, expect.closeTo(10, 6)]);
  });

  it('that would mean an impossible acceleration is dropped, and has no effect on the next pulse', () => {
    const meter = new PulseMeter(exact);
    const lastS = turn(meter, 1, 0, 2);
    const { pulses } = meter;
    expect(meter.pulse(lastS + 0.006)).toBe('implausible');
    expect(meter.pulse(lastS + 0.05)).toBe('counted');
    expect([meter.pulses, meter.speedAt(lastS + 0.05)]).toEqual([pulses + 1, expect.closeTo(1, 6)]);
  });

  it('is accepted as the movement of the chain when it comes three times in a row', () => {
    const meter = new PulseMeter(exact);
    const lastS = turn(meter, 1, 0, 2);
    const { pulses } = meter;
    const verdicts = [1, 2, 3, 4, 5].map((i) => meter.pulse(lastS + i * 0.0026));
    expect(verdicts.slice(0, 2)).toEqual(['implausible', 'implausible']);
    expect(verdicts.at(-1)).toBe('counted');
    expect(meter.pulses).toBe(pulses + 5);
  });
});

describe('lost pulses', () => {
  it('count for position and speed if the kernel counted them', () => {
    const meter = new PulseMeter(exact);
    const lastS = turn(meter, 10, 0, 1);
    const { pulses } = meter;
    expect(meter.pulse(lastS + 0.5, 99)).toBe('counted');
    expect([meter.pulses, meter.speedAt(lastS + 0.5)]).toEqual([pulses + 100, expect.closeTo(10, 6)]);
  });

  it('do not look like braking if they were not counted: the speed stays the same', () => {
    const meter = new PulseMeter(exact);
    const lastS = turn(meter, 10, 0, 1);
    expect(meter.pulse(lastS + 0.01)).toBe('implausible');
    expect(meter.speedAt(lastS + 0.01)).toBeCloseTo(10, 6);
    expect(meter.pulse(lastS + 0.015)).toBe('counted');
    expect(meter.speedAt(lastS + 0.015)).toBeCloseTo(10, 6);
  });
});

describe('pulses that are read late', () => {
  /** Up to 3 ms, because the pacing of the ticks blocks the thread. */
  const jitter = (timeS: number) => timeS + 0.003 * Math.abs(Math.sin(1e6 * timeS));

  it.each([0.5, 1.55, 5, 10])('are all counted at %f m/s, and the speed is right to 6 %%', (speedMps) => {
    const meter = new PulseMeter(late);
    let dropped = 0;
    const periodS = D / speedMps;
    for (let i = 0; i < 5 * speedMps * 20; i++) {
      if (meter.pulse(jitter(i * periodS)) !== 'counted') dropped++;
      if (i * periodS > 0.2)
        expect(Math.abs(meter.speedAt(jitter(i * periodS)) / speedMps - 1)).toBeLessThan(0.06);
    }
    expect(dropped).toBe(0);
  });

  it('still show a bouncing contact', () => {
    const meter = new PulseMeter(late);
    const lastS = turn(meter, 1, 0, 1);
    expect(meter.pulse(lastS + 0.0009)).toBe('glitch');
  });
});

describe('after a stall', () => {
  it('the speed is unknown until it is measured, and the position continues', () => {
    const meter = new PulseMeter(exact);
    turn(meter, 2, 0, 1);
    const { pathM } = meter;
    meter.restart(6);
    expect(meter.speedAt(6)).toBeNaN();
    expect(meter.pulse(6.01)).toBe('counted');
    expect(meter.speedAt(6.01)).toBeNaN();
    meter.pulse(6.03);
    expect(meter.speedAt(6.03)).toBeCloseTo(2.5, 6);
    expect(meter.pathM).toBeCloseTo(pathM + 2 * D, 9);
  });

  it('silence is also a measurement', () => {
    const meter = new PulseMeter(exact);
    turn(meter, 2, 0, 1);
    meter.restart(6);
    expect(meter.speedAt(6.02)).toBeNaN();
    expect(meter.speedAt(6.05)).toBeCloseTo(1, 6);
    expect(meter.speedAt(9)).toBe(0);
  });

  it('a chain that stood still still stands', () => {
    const meter = new PulseMeter(exact);
    meter.restart(6);
    expect(meter.speedAt(6)).toBe(0);
  });
});
