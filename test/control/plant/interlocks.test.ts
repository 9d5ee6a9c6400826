// The interlocks on measurements: how many measurements of which channels trip the plant, and on which base tick.
import { describe, expect, it } from 'vitest';
import { RedundantChannel } from '../../../hal/linux/redundant-channel.js';
import { SampleTable } from '../../../hal/samples.js';
import type { Vote } from '../../../hal/schema/sources.js';
import { parseConfig } from '../../../src/config/index.js';
import { Rig, type RigOptions } from '../rig.js';

/** Speed of the generator over that of the chain. */
const RATIO = 12.7 / 0.5;
const RATES = [5, 10, 15, 20, 30, 60];

function running(options: RigOptions = {}): Rig {
  const rig = new Rig(options);
  rig.start();
  return rig;
}

/** Lets the sensor deliver these values, one on each base tick. */
function deliver(rig: Rig, channel: string, ...values: number[]): void {
  for (const value of values) {
    rig.values.set(channel, value);
    rig.tick();
  }
}

/** Runs past the next control tick and says whether the plant has tripped. */
function hasTripped(rig: Rig): boolean {
  rig.controlTick();
  return rig.controller.plantState === 'tripped';
}

describe('the overspeed interlock', () => {
  it.each(RATES)('at %d Hz: one sample trips on no base tick, two in a row do on each', (rateHz) => {
    const config = `control: { rateHz: ${rateHz}, load: 0.5 }`;
    for (let offset = 0; offset < 60 / rateHz; offset++) {
      const rig = running({ config });
      for (let n = 0; n < offset; n++) rig.tick();
      deliver(rig, 'chain.velocity', 50, 1.5);
      expect(hasTripped(rig)).toBe(false);
      for (let n = 0; n < offset; n++) rig.tick();
      deliver(rig, 'chain.velocity', 11, 11, 1.5);
      expect(hasTripped(rig)).toBe(true);
      expect(rig.eventsOf('trip')).toMatchObject([
        { data: { cause: 'overspeed', channel: 'chain.velocity' } },
      ]);
    }
  });

  it('waits for as many measurements as the configuration says', () => {
    const rig = running({ config: 'interlocks: { overspeed: { samples: 4 } }' });
    deliver(rig, 'chain.velocity', 11, 11, 11, 1.5);
    expect(hasTripped(rig)).toBe(false);
    deliver(rig, 'chain.velocity', 11, 11, 11, 11);
    expect(hasTripped(rig)).toBe(true);
  });

  it('does not count a sample again while its source delivers no new one', () => {
    const rig = running();
    deliver(rig, 'chain.velocity', 50);
    rig.values.delete('chain.velocity');
    rig.run(0.15);
    rig.values.set('chain.velocity', 1.5);
    expect(hasTripped(rig)).toBe(false);
  });

  it('continues to count after a gap in which the channel was stale, and after values that are not a number', () => {
    const rig = running();
    deliver(rig, 'chain.velocity', 11);
    rig.values.delete('chain.velocity');
    rig.run(1);
    deliver(rig, 'chain.velocity', Number.NaN, 11);
    expect(hasTripped(rig)).toBe(true);
  });

  it('does not count a sample from long ago', () => {
    const rig = running();
    deliver(rig, 'chain.velocity', 50);
    rig.values.delete('chain.velocity');
    rig.run(20);
    deliver(rig, 'chain.velocity', 50, 1.5);
    expect(hasTripped(rig)).toBe(false);
  });

  it('trips at once when both chain and generator are too fast', () => {
    const rig = running();
    rig.values.set('chain.velocity', 11);
    deliver(rig, 'generator.speed', 11 * RATIO);
    rig.values.set('chain.velocity', 1.5);
    rig.values.set('generator.speed', 1.5 * RATIO);
    expect(hasTripped(rig)).toBe(true);
  });

  it('uses the speed of the generator when that of the chain is lost, stuck, or replaced by the twin', () => {
    for (const config of ['', 'channels: { chain.velocity: { critical: true, twinHold: 60 } }']) {
      for (const isLost of [true, false]) {
        const rig = running({ config });
        if (isLost) rig.values.delete('chain.velocity');
        deliver(rig, 'generator.speed', 10.2 * RATIO, 10.2 * RATIO);
        expect(hasTripped(rig)).toBe(true);
        const [trip] = rig.eventsOf('trip');
        expect(trip!.data).toMatchObject({ cause: 'overspeed', channel: 'generator.speed' });
        expect(trip!.data.message).toBe(
          "generator.speed is 259.1 rad/s, which is 10.20 m/s of chain.velocity: above the interlock's limit of 10 m/s. Keep clear of the chain, and check the brake and the load before the reset.",
        );
        expect(rig.alerts('overspeed').at(-1)?.value).toBeCloseTo(10.2, 6);
      }
    }
  });

  it('converts the speed of the generator with the parameters of `plant`', () => {
    const rig = running({ config: 'plant: { gearRatio: 10, sprocketRadius: 1 }' });
    deliver(rig, 'generator.speed', 101, 101);
    expect(hasTripped(rig)).toBe(true);
  });

  it('on the generator also uses the speed of the chain', () => {
    const rig = running({ config: 'interlocks: { overspeed: { channel: generator.speed, above: 100 } }' });
    deliver(rig, 'chain.velocity', 4, 4);
    expect(hasTripped(rig)).toBe(true);
  });

  it('works on a plant that measures only one of the two', () => {
    const rig = new Rig({ sensors: ['generator.speed'] });
    rig.run(1);
    deliver(rig, 'generator.speed', 300, 300);
    expect(hasTripped(rig)).toBe(true);
  });

  it('uses values that the range of the channel drops', () => {
    for (const range of ['max: 9', 'min: 0, max: 9']) {
      const rig = running({ config: `channels: { chain.velocity: { ${range} } }` });
      deliver(rig, 'chain.velocity', 12, 12);
      expect(hasTripped(rig)).toBe(true);
    }
  });

  it('ignores values of the twin: they neither cause nor prevent a trip', () => {
    const rig = running({ config: 'channels: { chain.velocity: { critical: true, twinHold: 60 } }' });
    rig.values.delete('chain.velocity');
    rig.values.set('generator.speed', 9.9 * RATIO);
    rig.run(5);
    expect(rig.controller.plantState).toBe('running');
  });

  it.each([
    ['generator.temperature', 130, 140],
    ['chain.tension', 9000, -9500],
    ['pneumatics.tankPressure', 400_000, 410_000],
  ])('may use %s', (channel, above, value) => {
    const rig = running({ config: `interlocks: { overspeed: { channel: ${channel}, above: ${above} } }` });
    const normal = rig.values.get(channel)!;
    deliver(rig, channel, value, normal);
    expect(hasTripped(rig)).toBe(false);
    deliver(rig, channel, value, value, normal);
    expect(hasTripped(rig)).toBe(true);
  });

  it('may use a computed channel: one wrong sample of its inputs does not trip', () => {
    const rig = running({ config: 'interlocks: { overspeed: { channel: generator.power, above: 9000 } }' });
    deliver(rig, 'generator.current', 5000, 28);
    expect(hasTripped(rig)).toBe(false);
    deliver(rig, 'generator.current', 5000, 5000);
    expect(hasTripped(rig)).toBe(true);
  });

  it.each(RATES)('on the acceleration at %d Hz: one sample of the velocity does not trip', (rateHz) => {
    const interlock = 'interlocks: { overspeed: { channel: chain.acceleration, above: 2 } }';
    const rig = running({ config: `control: { rateHz: ${rateHz} }\n${interlock}` });
    for (let n = 0; n < 30; n++) {
      deliver(rig, 'chain.velocity', 5, 1.549);
      rig.run(1 + n / 60);
    }
    expect(rig.controller.plantState).toBe('running');
    for (let n = 0; n < 90; n++) deliver(rig, 'chain.velocity', 1.5 + n / 20);
    expect(hasTripped(rig)).toBe(true);
  });

  it('does nothing while it is switched off', () => {
    const rig = running({ config: 'interlocks: { overspeed: { enabled: false } }' });
    deliver(rig, 'chain.velocity', 12, 12, 12);
    expect(hasTripped(rig)).toBe(false);
    expect(rig.alerts('overspeed')).toEqual([]);
  });
});

describe('a reload', () => {
  function reload(rig: Rig, yaml: string): void {
    const { config } = parseConfig(yaml, 'new.yaml');
    const plan = { ...rig.plan, config: config! };
    rig.controller.reconfigure(plan, { file: 'new.yaml', changes: [], needsRestart: [] });
  }

  it('between two samples does not reset the count', () => {
    const rig = running();
    rig.controlTick();
    for (let n = 0; n < 3; n++) rig.tick();
    // The last base tick before the control tick that applies the new configuration, and that tick.
    rig.values.set('chain.velocity', 11);
    reload(rig, 'interlocks: { overspeed: { above: 10.5 } }');
    rig.controlTick();
    rig.values.set('chain.velocity', 1.5);
    expect(hasTripped(rig)).toBe(false);
    deliver(rig, 'chain.velocity', 11);
    reload(rig, 'interlocks: { overspeed: { above: 10.9 } }');
    deliver(rig, 'chain.velocity', 11, 1.5);
    expect(hasTripped(rig)).toBe(true);
  });

  it('with a higher limit does not trip by samples that were above the lower limit only', () => {
    const rig = running();
    rig.controlTick();
    deliver(rig, 'chain.velocity', 1.5, 1.5, 11);
    reload(rig, 'interlocks: { overspeed: { above: 20 } }');
    deliver(rig, 'chain.velocity', 11, 11);
    expect(hasTripped(rig)).toBe(false);
  });

  it('to another channel makes the interlock use that channel from then on', () => {
    const rig = running();
    reload(rig, 'interlocks: { overspeed: { channel: chain.tension, above: 9000 } }');
    rig.controlTick();
    deliver(rig, 'chain.velocity', 12, 12);
    expect(hasTripped(rig)).toBe(false);
    deliver(rig, 'chain.tension', 9500, 9500);
    expect(hasTripped(rig)).toBe(true);
  });
});

describe('a channel with several sources', () => {
  /** A rig whose velocity comes from sources that the test fills. */
  function withSources(count: number, vote: Vote) {
    const sources = Array.from({ length: count }, (_, i) => `serial.s${i}`);
    const sensors = ['chain.velocity', 'generator.torque'];
    const rig = new Rig({
      config: `channels: { chain.velocity: { vote: ${vote} } }`,
      sensors,
      sourcesOf: [sources, ['serial.other']],
    });
    const rows = sources.map(() => ({ samples: new SampleTable(['chain.velocity']), row: 0 }));
    const combined = new RedundantChannel(rig.samples, 0, rows, vote);
    rig.values.delete('chain.velocity');
    const values: (number | null)[] = sources.map(() => 1.5);
    const tick = () => {
      const nowS = rig.nowS + 1 / 60;
      values.forEach((value, i) => {
        if (value !== null) rows[i]!.samples.put(0, value, nowS);
      });
      combined.advance(nowS);
      rig.tick();
    };
    const run = (ticks: number) => {
      for (let n = 0; n < ticks; n++) tick();
    };
    values.fill(0);
    run(5);
    rig.command({ name: 'start' });
    run(5);
    values.fill(1.5);
    run(600);
    expect(rig.controller.plantState).toBe('running');
    return {
      rig,
      run,
      set: (...next: (number | null)[]) =>
        next.forEach((value, i) => {
          values[i] = value;
        }),
    };
  }

  it('trips after two samples of a source that is not the active one', () => {
    const { rig, run, set } = withSources(2, 'priority');
    set(1.5, 12);
    run(1);
    set(1.5, 1.5);
    run(8);
    expect(rig.controller.plantState).toBe('running');
    set(1.5, 12);
    run(8);
    expect(rig.controller.plantState).toBe('tripped');
  });

  it('trips at once when two sources are too fast', () => {
    const { rig, run, set } = withSources(3, 'priority');
    set(12, 1.5, 12);
    run(1);
    set(1.5, 1.5, 1.5);
    run(8);
    expect(rig.controller.plantState).toBe('tripped');
  });

  it('with a vote of three sources does not trip by one of them, but by two', () => {
    const { rig, run, set } = withSources(3, 'median');
    set(1.5, 50, 1.5);
    run(60);
    expect(rig.controller.plantState).toBe('running');
    set(12, 50, 1.5);
    run(8);
    expect(rig.controller.plantState).toBe('tripped');
  });

  it('with a vote of two sources trips by one of them, because it is unknown which one is right', () => {
    const { rig, run, set } = withSources(3, 'median');
    set(1.5, 12, null);
    run(60);
    expect(rig.controller.plantState).toBe('tripped');
  });
});

describe('a critical channel', () => {
  const channel = 'generator.current';

  it.each(RATES)('at %d Hz: one value that is no number trips on no base tick, lasting ones do', (rateHz) => {
    const config = `control: { rateHz: ${rateHz} }\nchannels: { ${channel}: { critical: true } }`;
    for (let offset = 0; offset < 60 / rateHz; offset++) {
      const rig = running({ config });
      for (let n = 0; n < offset; n++) rig.tick();
      deliver(rig, channel, Number.NaN, 28.57);
      expect(hasTripped(rig)).toBe(false);
      for (let n = 0; n < offset; n++) rig.tick();
      rig.values.set(channel, Number.NaN);
      rig.tick();
      rig.controlTick();
      expect(hasTripped(rig)).toBe(true);
      expect(rig.eventsOf('trip')).toMatchObject([{ data: { cause: 'critical_channel_lost', channel } }]);
    }
  });

  it('is lost when each control tick gets no number, although good values come in between', () => {
    const rig = running({ config: `channels: { ${channel}: { critical: true } }` });
    rig.controlTick();
    deliver(rig, channel, 28.57, 28.57, 28.57, Number.NaN);
    expect(rig.controller.plantState).toBe('running');
    deliver(rig, channel, 28.57, 28.57, 28.57, Number.NaN);
    expect(rig.controller.plantState).toBe('tripped');
  });

  it('is lost when its source is silent after one value that is no number', () => {
    const rig = running({ config: `channels: { ${channel}: { critical: true } }` });
    deliver(rig, channel, Number.NaN);
    rig.values.delete(channel);
    rig.run(0.1);
    expect(rig.controller.plantState).toBe('running');
    rig.run(0.2);
    expect(rig.controller.plantState).toBe('tripped');
  });
});

describe('limits.onViolation: trip', () => {
  const config = 'limits: { maxForce: 9000, maxAcceleration: 2, onViolation: trip }';

  it('needs two measurements in a row, on any base ticks', () => {
    const rig = running({ config });
    for (let n = 0; n < 12; n++) {
      deliver(rig, 'chain.tension', 9500, 5780);
      rig.run(n / 60);
    }
    expect(rig.controller.plantState).toBe('running');
    deliver(rig, 'chain.tension', 9500, 9500, 5780);
    expect(hasTripped(rig)).toBe(true);
    expect(rig.eventsOf('trip')[0]!.data).toMatchObject({
      cause: 'stability',
      channel: 'chain.tension',
      message:
        'chain.tension is 9500 N, above its limit of 9000 N, and limits.onViolation is trip. Check the plant and the named sensor, then reset.',
    });
  });

  it('does not trip by the acceleration that one wrong sample of the velocity causes', () => {
    const rig = running({ config });
    deliver(rig, 'chain.velocity', 8, 1.549);
    rig.run(2);
    expect(rig.controller.plantState).toBe('running');
  });
});

describe('a pulse counter', () => {
  it('counts once until it has measured again', () => {
    const rig = running();
    rig.values.delete('chain.velocity');
    const row = rig.samples.indexOf('chain.velocity');
    rig.samples.put(row, 12, rig.nowS);
    rig.tick();
    for (let n = 0; n < 8; n++) {
      rig.samples.repeat(row, 12, rig.nowS);
      rig.tick();
    }
    expect(rig.controller.plantState).toBe('running');
    rig.samples.put(row, 12, rig.nowS);
    expect(hasTripped(rig)).toBe(true);
  });
});
