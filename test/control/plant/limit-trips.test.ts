// The trips by limits.onViolation: which channels have a limit, how many measurements it takes, and what is said.
import { describe, expect, it } from 'vitest';
import { LimitTrips } from '../../../src/control/plant/limit-trips.js';
import { Bench, planOf } from '../bench.js';

const LIMITS = 'maxVelocity: 3, maxAcceleration: 2, maxForce: 9000';
const TRIP = `limits: { ${LIMITS}, onViolation: trip }`;
const ALARM = `limits: { ${LIMITS}, onViolation: alarm }`;

function watched(yaml = TRIP) {
  const bench = new Bench(yaml, ['chain.velocity', 'chain.tension']);
  const trips = new LimitTrips(bench.plan);
  const look = () => trips.look(bench.samples, bench.image, bench.clock);
  /** Delivers each value on one base tick, then runs the control tick; the channel that violates its limit, or null. */
  const show = (channel: string, ...values: number[]) => {
    for (const value of values) {
      bench.at(bench.nowS + 0.0625).put(channel, value);
      look();
    }
    trips.settle();
    return trips.violated?.seenBy?.channel ?? null;
  };
  return { bench, trips, look, show };
}

describe('a limit', () => {
  it('trips by two measurements in a row beyond it, and holds until the next control tick', () => {
    const { show, trips } = watched();
    expect(show('chain.velocity', 3.1, 2.9, 3.1)).toBeNull();
    expect(show('chain.velocity', 2.9, 3.1, 3.1)).toBe('chain.velocity');
    trips.settle();
    expect(trips.violated).toBeNull();
  });

  it('of the force concerns the tension', () => {
    const { show, trips } = watched();
    expect(show('chain.tension', -9500, -9500)).toBe('chain.tension');
    expect(trips.describe()).toBe(
      'chain.tension is -9500 N, above its limit of 9000 N, and limits.onViolation is trip',
    );
  });

  it('of the acceleration trips by two of its values, and not while a wrong sample of the velocity is in them', () => {
    const moved = watched();
    const accelerate = ({ bench, look, trips }: typeof moved, velocity: readonly number[]) => {
      for (const value of velocity) {
        bench
          .at(bench.nowS + 0.0625)
          .put('chain.velocity', value)
          .set('chain.acceleration', 2.5);
        look();
      }
      trips.settle();
      return trips.violated?.seenBy?.channel ?? null;
    };
    expect(accelerate(moved, [1, 1.1, 1.2, 1.3])).toBe('chain.acceleration');
    expect(accelerate(watched(), [1, 1, 2.5, 1])).toBe('chain.acceleration');
    const wrong = watched();
    wrong.bench.put('chain.velocity', 1).set('chain.acceleration', 0);
    accelerate(wrong, [1]);
    for (const value of [2.9, 1, 1, 1]) {
      wrong.bench.at(wrong.bench.nowS + 0.0625).put('chain.velocity', value);
      wrong.bench.set('chain.acceleration', value === 2.9 ? 0 : 2.5);
      wrong.look();
    }
    wrong.trips.settle();
    expect(wrong.trips.violated).toBeNull();
  });

  it('of a channel that the plant does not have is not watched', () => {
    const bench = new Bench(TRIP, ['generator.speed']);
    const trips = new LimitTrips(bench.plan);
    bench.put('generator.speed', 1e6);
    trips.look(bench.samples, bench.image, bench.clock);
    trips.settle();
    expect(trips.violated).toBeNull();
  });

  it('does not use values that the range of the channel drops', () => {
    const { show } = watched(`${TRIP}\nchannels: { chain.velocity: { max: 2.5 } }`);
    expect(show('chain.velocity', 3.1, 3.1)).toBeNull();
  });

  it('only alarms with onViolation: alarm', () => {
    const { show, trips } = watched(ALARM);
    expect(show('chain.velocity', 3.1, 3.1)).toBeNull();
    expect(trips.describe()).toBe('a stability limit is violated');
  });
});

describe('new settings', () => {
  it('change the limit of each channel', () => {
    const { trips, show } = watched();
    trips.configure(
      planOf('limits: { maxVelocity: 5, maxForce: 100, onViolation: trip }', [
        'chain.velocity',
        'chain.tension',
      ]),
    );
    expect(show('chain.velocity', 4, 4)).toBeNull();
    expect(show('chain.velocity', 5.1, 5.1)).toBe('chain.velocity');
    show('chain.velocity', 1);
    expect(show('chain.tension', 101, 101)).toBe('chain.tension');
    expect(trips.describe()).toContain('above its limit of 100 N');
  });

  it('from trip to alarm end a trip', () => {
    const { trips, show } = watched();
    show('chain.velocity', 3.1, 3.1);
    trips.configure(planOf(ALARM, ['chain.velocity', 'chain.tension']));
    expect(trips.violated).toBeNull();
  });

  it('from alarm to trip count from then on: what was measured under alarm does not count', () => {
    const { trips, show } = watched(ALARM);
    show('chain.velocity', 3.1, 3.1);
    trips.configure(planOf(TRIP, ['chain.velocity', 'chain.tension']));
    expect(show('chain.velocity', 3.1)).toBeNull();
    expect(show('chain.velocity', 3.1)).toBe('chain.velocity');
  });
});
