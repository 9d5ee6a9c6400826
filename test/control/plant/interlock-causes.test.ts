// The causes to trip by themselves: which one has priority, how long none has been present, and how each is described.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { Interlocks, STALL_LIMIT_S } from '../../../src/control/plant/interlocks.js';
import { OutputFeedback } from '../../../src/control/plant/output-feedback.js';
import { CLOCK } from '../../../src/control/tick.js';
import { Bench, planOf } from '../bench.js';

const CONFIG = `
channels: { generator.speed: { critical: true } }
limits: { maxForce: 9000, onViolation: trip }
interlocks: { deadlineMisses: { share: 0.5, within: 10 } }`;

/** The arguments of the control tick. */
interface More {
  readonly missedShare?: number;
  readonly standby?: boolean;
}

class Plant {
  readonly bench: Bench;
  readonly interlocks: Interlocks;

  constructor(yaml = CONFIG) {
    this.bench = new Bench(yaml);
    this.interlocks = new Interlocks(this.bench.plan, new OutputFeedback([]));
    this.deliver({});
  }

  /** Base ticks on which the sensors deliver these values; each is 0.0625 s after the one before. */
  deliver({ velocity = 1.5, speed = 38, tension = 5000 }, times = 1): this {
    const { bench, interlocks } = this;
    for (let n = 0; n < times; n++) {
      bench.at(bench.nowS + 0.0625).put('chain.velocity', velocity);
      bench.put('generator.speed', speed).put('chain.tension', tension);
      interlocks.look(bench.samples, bench.image, bench.clock);
    }
    return this;
  }

  stalled(processS: number, guardS: number): this {
    this.bench.clock[CLOCK.stalledS] = processS;
    this.bench.clock[CLOCK.guardSilentS] = guardS;
    return this;
  }

  cause({ missedShare = 0, standby = false }: More = {}) {
    const { bench, interlocks } = this;
    interlocks.settle();
    return interlocks.cause(bench.image, bench.input, missedShare, standby);
  }

  /** The message of the present cause. */
  message(more: More = {}) {
    const cause = this.cause(more);
    return cause === null ? null : this.interlocks.describe(cause, this.bench.image);
  }
}

describe('a healthy plant', () => {
  it('has no cause to trip', () => {
    expect(new Plant().cause()).toBeNull();
  });
});

describe('the emergency stop', () => {
  it('is a cause while it is pressed', () => {
    const plant = new Plant();
    plant.bench.condition('emergency_stop', true);
    expect(plant.message()).toEqual({ cause: 'emergency_stop', message: 'the emergency stop was pressed' });
    plant.bench.condition('emergency_stop', false);
    expect(plant.cause()).toBeNull();
  });
});

describe('a stall', () => {
  it('of the process or of the guard is a cause when it is longer than 0.5 s', () => {
    expect(STALL_LIMIT_S).toBe(0.5);
    expect(new Plant().stalled(0.5, 0.5).cause()).toBeNull();
    expect(new Plant().stalled(0.51, 0).message()).toEqual({
      cause: 'process_stalled',
      message: 'the process stood still for 0.5 s',
    });
    expect(new Plant().stalled(0, 0.74).message()).toEqual({
      cause: 'process_stalled',
      message: expect.stringMatching(/^the guard .*0\.7 s/),
    });
  });

  it('of both is described as one of the process', () => {
    expect(new Plant().stalled(2, 3).message()?.message).toBe('the process stood still for 2.0 s');
  });

  it('of the guard after one of the process is described as one of the guard', () => {
    const plant = new Plant();
    plant.stalled(2, 0).cause();
    expect(plant.stalled(0.1, 0.8).message()?.message).toMatch(/^the guard .*0\.8 s/);
  });
});

describe('too high a speed', () => {
  it('is a cause, with the channel that saw it', () => {
    expect(new Plant().deliver({ velocity: 12 }, 2).message()).toEqual({
      cause: 'overspeed',
      channel: 'chain.velocity',
      message: "chain.velocity is 12.00 m/s, above the interlock's limit of 10 m/s",
    });
  });

  it('is none while the interlock is switched off', () => {
    const plant = new Plant('interlocks: { overspeed: { enabled: false } }');
    expect(plant.deliver({ velocity: 12 }, 2).cause()).toBeNull();
  });
});

describe('a lost critical channel', () => {
  it('is a cause, except in standby', () => {
    const plant = new Plant().deliver({ speed: Number.NaN }, 2);
    expect(plant.cause({ standby: true })).toBeNull();
    expect(plant.message()).toEqual({
      cause: 'critical_channel_lost',
      channel: 'generator.speed',
      message: 'critical channel generator.speed is lost and nothing stands in for it',
    });
  });
});

describe('the loss of the first of all channels', () => {
  it('is a cause like that of any other', () => {
    const plant = new Plant('channels: { chain.velocity: { critical: true } }');
    expect(plant.deliver({ velocity: Number.NaN }, 2).message()).toMatchObject({
      cause: 'critical_channel_lost',
      channel: 'chain.velocity',
    });
  });
});

describe('a lost sensor from which a critical channel is computed', () => {
  it('is a cause, and both are named', () => {
    const bench = new Bench('channels: { generator.power: { critical: true } }', [
      'generator.voltage',
      'generator.current',
    ]);
    const interlocks = new Interlocks(bench.plan, new OutputFeedback([]));
    bench.at(1).put('generator.voltage', 155);
    expect(interlocks.cause(bench.image, bench.input, 0, false)).toBe('critical_channel_lost');
    expect(interlocks.describe('critical_channel_lost', bench.image)).toEqual({
      cause: 'critical_channel_lost',
      channel: 'generator.current',
      message:
        'critical channel generator.power is lost: generator.current, which it is computed from, is lost and nothing stands in for it',
    });
  });
});

describe('a violated limit', () => {
  it('is a cause, with the channel', () => {
    expect(new Plant().deliver({ tension: 9500 }, 2).message()).toEqual({
      cause: 'stability',
      channel: 'chain.tension',
      message: 'chain.tension is 9500 N, above its limit of 9000 N, and limits.onViolation is trip',
    });
  });

  it('that is over is described without a channel', () => {
    const { bench, interlocks } = new Plant();
    expect(interlocks.describe('stability', bench.image)).toStrictEqual({
      cause: 'stability',
      message: 'a stability limit is violated',
    });
  });
});

describe('missed deadlines', () => {
  it('are a cause from the configured share on', () => {
    expect(new Plant().cause({ missedShare: 0.49 })).toBeNull();
    expect(new Plant().message({ missedShare: 0.5 })).toEqual({
      cause: 'deadline_misses',
      message:
        'at least 50 % of the control ticks of 10 s were missed, and no work is left that the controller could leave out',
    });
  });

  it('are none when the interlock is switched off', () => {
    const plant = new Plant('interlocks: { deadlineMisses: { enabled: false } }');
    expect(plant.cause({ missedShare: 1 })).toBeNull();
  });
});

describe('of several causes', () => {
  it('the more urgent one is named: stop, stall, speed, channel, limit, deadlines', () => {
    const worst = { velocity: 12, speed: Number.NaN, tension: 9500 };
    const plant = new Plant().stalled(1, 0);
    plant.bench.condition('emergency_stop', true);
    const named: unknown[] = [];
    const name = (values: Partial<typeof worst>) =>
      named.push(plant.deliver(values, 2).cause({ missedShare: 1 }));
    name(worst);
    plant.bench.condition('emergency_stop', false);
    name(worst);
    plant.stalled(0, 0);
    name(worst);
    name({ speed: Number.NaN, tension: 9500 });
    name({ tension: 9500 });
    name({});
    expect(named).toEqual([
      ...['emergency_stop', 'process_stalled', 'overspeed'],
      ...['critical_channel_lost', 'stability', 'deadline_misses'],
    ]);
  });

  it('a crash, which no sensor sees, is described by its name', () => {
    const { bench, interlocks } = new Plant();
    expect(interlocks.describe('crash', bench.image)).toEqual({ cause: 'crash', message: 'crash' });
  });
});

describe('the time without a cause', () => {
  it('begins with the first control tick, and again after each cause', () => {
    const plant = new Plant('');
    // Without a critical channel: silence is no cause.
    const { bench, interlocks } = plant;
    const at = (nowS: number) => {
      bench.at(nowS);
      plant.cause();
      return interlocks.calmForS(bench.clock);
    };
    expect(interlocks.calmForS(bench.at(5).clock)).toBe(0);
    expect([at(10), at(11), at(12.5)]).toEqual([0, 1, 2.5]);
    bench.condition('emergency_stop', true);
    expect([at(13), at(14)]).toEqual([0, 0]);
    bench.condition('emergency_stop', false);
    expect([at(15), at(17)]).toEqual([0, 2]);
  });
});

describe('the critical channels', () => {
  const both = 'channels: { chain.velocity: { critical: true }, generator.speed: { critical: true } }';

  it('are measured only while each of them is good, not while the twin carries one', () => {
    const { bench, interlocks } = new Plant(both);
    expect([interlocks.measuresThePlant(bench.image), interlocks.missing(bench.image)]).toEqual([true, []]);
    bench.set('generator.speed', 1, QUALITY.estimated);
    expect(interlocks.measuresThePlant(bench.image)).toBe(false);
    expect(interlocks.missing(bench.image)).toEqual(['generator.speed']);
    bench.set('chain.velocity', 1, QUALITY.stale);
    expect(interlocks.missing(bench.image)).toEqual(['chain.velocity', 'generator.speed']);
  });
});

describe('new settings', () => {
  it('reach every interlock', () => {
    const plant = new Plant();
    plant.interlocks.configure(
      planOf(`
channels: { chain.tension: { critical: true } }
limits: { maxForce: 4000, onViolation: trip }
interlocks: { overspeed: { above: 5 }, deadlineMisses: { share: 0.9 } }`),
    );
    expect(plant.cause({ missedShare: 0.8 })).toBeNull();
    expect(plant.deliver({ velocity: 6, tension: 3000 }, 2).cause()).toBe('overspeed');
    expect(plant.deliver({ tension: 4500 }, 2).cause()).toBe('stability');
    expect(plant.deliver({ speed: Number.NaN, tension: 3000 }, 2).cause()).toBeNull();
    expect(plant.deliver({ tension: Number.NaN }, 2).cause()).toBe('critical_channel_lost');
  });
});
