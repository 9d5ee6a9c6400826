// The bench as a library, as your own tests use it.
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/index.js';
import { Bench, BenchError } from '../../src/testing/bench.js';
import type { Overrides, RunOptions } from '../../src/testing/configuration.js';
import { ScenarioError } from '../../src/testing/scenario/scenario-schema.js';

const benches: Bench[] = [];

async function create(overrides?: Overrides, options?: RunOptions): Promise<Bench> {
  const bench = await Bench.create(overrides, options);
  benches.push(bench);
  return bench;
}

async function running(overrides?: Overrides): Promise<Bench> {
  const bench = await create(overrides);
  bench.runUntil(() => bench.value('plant') === 'running', 20);
  return bench;
}

afterEach(async () => {
  for (const bench of benches.splice(0)) await bench.dispose();
});

describe('a bench', () => {
  it('begins at time 0 with a plant at rest, before any value is visible', async () => {
    const bench = await create();
    expect([bench.timeS, bench.ticks, bench.events, bench.value('plant')]).toEqual([0, 0, [], undefined]);
  });

  it('starts the plant by itself, unless control.autoStart is false', async () => {
    const idle = await create({ 'control.autoStart': false });
    idle.run(5);
    expect(idle.value('plant')).toBe('standby');
    idle.command('start');
    idle.run(0.2);
    expect(idle.value('plant')).toBe('starting');
  });

  it('runs for a time, until a time, and tick by tick', async () => {
    const bench = await create();
    bench.run(2);
    expect(bench.timeS).toBeCloseTo(2, 9);
    bench.runTo(3.5);
    expect(bench.timeS).toBeCloseTo(3.5, 9);
    const wasControlTick = [bench.tick(), bench.tick(), bench.tick(), bench.tick()];
    expect(wasControlTick.filter(Boolean)).toHaveLength(1);
    // Control ticks at 0, 1/15, 2/15 .. of a second.
    expect(bench.ticks).toBe(1 + Math.floor(bench.timeS * 15));
  });

  it('runs until a condition holds, and says so when it does not', async () => {
    const bench = await create();
    const runningS = bench.runUntil(() => bench.value('plant') === 'running', 20);
    expect(runningS).toBeGreaterThan(5);
    expect(() => bench.runUntil(() => bench.value('plant') === 'tripped', 2)).toThrow(BenchError);
    expect(bench.timeS).toBeCloseTo(runningS + 2, 1);
  });

  it('refuses a wrong configuration, and names the key', async () => {
    await expect(Bench.create({ 'control.rateHz': 7 })).rejects.toThrow(ConfigError);
    await expect(Bench.create({ 'control.rateHz': 7 })).rejects.toThrow(/config\.control\.rateHz/);
  });

  it('runs on the simulated plant, whatever HAL the configuration file names', async () => {
    const file = { name: 'k.yaml', text: 'control: { mode: accuracy }\nhal: { kind: linux }\n' };
    const bench = await create({}, { file, sets: ['control.rateHz=30'] });
    bench.run(6);
    expect([bench.value('mode'), bench.value('loop.rate')]).toEqual(['accuracy', 30]);
  });

  it('does not tick after it was disposed of', async () => {
    const bench = await create();
    await bench.dispose();
    expect(() => bench.tick()).toThrow(BenchError);
  });

  it('gives identical runs the same hash, and runs with another seed or other calls another hash', async () => {
    const hash = async (seed: number, degrees: number) => {
      const bench = await create({}, { seed });
      bench.run(2);
      bench.set('plant.waterTemperature', degrees);
      bench.run(2);
      return bench.stateHash;
    };
    const [first, again, otherSeed, otherCall] = [
      await hash(1, 10),
      await hash(1, 10),
      await hash(2, 10),
      await hash(1, 11),
    ];
    expect(again).toBe(first);
    expect(otherSeed).not.toBe(first);
    expect(otherCall).not.toBe(first);
  });
});

describe('what a bench does to the plant', () => {
  it('sets the load', async () => {
    const bench = await running();
    bench.set('plant.load', 0.5);
    bench.run(0.2);
    expect(bench.value('outputs.load')).toBe(0.5);
    expect(() => bench.set('plant.load', 1.5)).toThrow(/0\.\.1/);
  });

  it('sends a command and gets its reply when it was applied', async () => {
    const bench = await running();
    const reply = bench.command({ mode: 'accuracy' });
    expect(reply()).toBeUndefined();
    bench.run(0.1);
    expect(reply()).toMatchObject({ ok: true, error: null });
    expect(() => bench.command({ mode: 'turbo' })).toThrow(/performance, balanced, accuracy/);
    expect(() => bench.command('explode')).toThrow(/there is no command explode/);
  });

  it('ends a fault on request, or after its time', async () => {
    const bench = await running();
    const end = bench.inject({ fault: 'dropout', channel: 'chain.velocity' });
    bench.inject({ fault: 'dropout', channel: 'water.temperature', for: 1 });
    bench.run(2);
    expect(bench.value('quality.chain.velocity')).toBe('stale');
    expect(bench.value('quality.water.temperature')).toBe('good');
    end();
    bench.run(0.2);
    expect(bench.value('quality.chain.velocity')).toBe('good');
  });

  it('does not begin a fault that was ended before its time came', async () => {
    const bench = await running();
    bench.inject({ fault: 'nan', channel: 'chain.velocity' })();
    bench.run(1);
    expect(bench.value('quality.chain.velocity')).toBe('good');
  });

  it.each([
    ['derived.efficiency', 'low_efficiency', 0.2, 6],
    ['loop.rate', 'low_fps', 3, 1],
    ['loop.stability', 'stability_critical', 0.2, 1],
    ['generator.power', 'hot', 9000, 1],
    ['twin.residual.chain.velocity', 'off', 3, 1],
  ])('replaces the value of %s, which no sensor measures', async (channel, rule, value, seconds) => {
    const bench = await running({
      'alerts.hot': { channel: 'generator.power', above: 8000 },
      'alerts.off': { channel: 'twin.residual.chain.velocity', above: 2 },
    });
    const end = bench.inject({ fault: 'override', channel, value });
    bench.run(seconds);
    expect(bench.value(channel)).toBe(value);
    expect(bench.alert(rule)?.state).toBe('active');
    end();
    bench.run(0.2);
    expect(bench.value(channel)).not.toBe(value);
  });

  it('replaces a computed channel by a wave', async () => {
    const bench = await running();
    bench.run(5);
    const wave = { mean: 5, amplitude: 0.4, period: 1 };
    const count = bench.expect({ count: { alert: 'low_fps', state: 'active' }, equals: 1 });
    bench.inject({ fault: 'override', channel: 'loop.rate', wave, for: 10 });
    bench.run(12);
    expect(count()).toMatchObject({ passed: true, seen: 1 });
  });

  it.each([
    [{ fault: 'gremlins' }, /there is no such fault; there are dropout/],
    [{ fault: 'dropout' }, /dropout: needs channel/],
    [{ fault: 'dropout', channel: 'chain.speed' }, /the plant has no sensor for chain\.speed/],
    [{ fault: 'dropout', channel: 'generator.power' }, /generator\.power is computed/],
    [{ fault: 'spike', channel: 'chain.velocity' }, /spike: needs value/],
    [{ fault: 'spike', channel: 'chain.velocity', value: 'x' }, /value is x/],
    [{ fault: 'stuck', channel: 'chain.velocity', value: 3 }, /stuck: has no value/],
    [{ fault: 'override', channel: 'chain.velocity' }, /takes either value or wave/],
    [{ fault: 'override', channel: 'chain.velocity', value: 1, wave: {} }, /takes either value or wave/],
    [{ fault: 'overrun', ms: 0 }, /ms is 0, but has to be above 0/],
    [{ fault: 'overrun', ms: 5, phase: 'lunch' }, /there is no phase lunch/],
    [{ fault: 'chainSlip', share: 2 }, /share is 2/],
    [{ fault: 'brokerDown', channel: 'chain.velocity' }, /brokerDown: has no channel/],
  ])('refuses the fault %j before it runs', async (fault, told) => {
    const bench = await create();
    expect(() => bench.inject(fault)).toThrow(told);
  });
});

describe('what a bench sees', () => {
  it('finds channels, qualities, outputs, documents and alerts by their path', async () => {
    const bench = await running({ 'alerts.cold': { channel: 'water.temperature', below: 50 } });
    expect(bench.is('chain.velocity', { within: [0.5, 5] })).toBe(true);
    expect(bench.value('quality.chain.velocity')).toBe('good');
    expect(bench.value('outputs.contactor')).toBe(1);
    expect(bench.value('loop.missed')).toBe(0);
    expect(bench.value('health.plant')).toBe('running');
    expect(bench.value('telemetry.mode')).toBe('balanced');
    expect(bench.value('status.state')).toBe('online');
    expect(bench.value('clock')).toBe('synchronised');
    expect(bench.value('alerts.cold.count')).toBe(1);
    expect(bench.value('energyLedgerError')).toBeLessThan(0.001);
    expect(bench.value('no.such.thing')).toBeUndefined();
    expect(bench.is('no.such.thing', { below: 9 })).toBe(false);
  });

  it('gives the same value for the short path and for the path in the document', async () => {
    const bench = await running();
    bench.command({ mode: 'accuracy' });
    bench.inject({ fault: 'overrun', ms: 90 });
    bench.run(3);
    const paths = ['plant', 'mode', 'degradation', 'loop.ticks', 'loop.missed', 'loop.late'];
    for (const path of [...paths, 'streams.telemetryHz']) {
      expect([path, bench.value(path)]).toEqual([path, bench.value(`health.${path}`)]);
    }
    expect(bench.value('loop.missed')).toBeGreaterThan(0);
  });

  it('judges the following ticks, with an expectation or with your own judge', async () => {
    const bench = await running();
    const never = bench.expect({ never: { alert: 'broker_lost', state: 'active' } });
    let ticks = 0;
    const own = bench.watch({
      observe: () => {
        ticks++;
      },
      verdict: () => ({ text: 'ticks', passed: ticks > 10, at: null, seen: ticks, message: '' }),
    });
    bench.run(1);
    expect([never().passed, own().seen]).toEqual([true, 15]);
    bench.inject({ fault: 'brokerDown' });
    bench.run(1);
    expect(never()).toMatchObject({ passed: false, seen: 'active' });
    expect(() => bench.expect({ at: 3 })).toThrow(ScenarioError);
  });

  it('keeps all events, alerts and replies', async () => {
    const bench = await running();
    bench.inject({ fault: 'brokerDown', for: 1 });
    bench.run(2);
    expect(bench.events.map(({ type }) => type)).toEqual([
      'lifecycle',
      'lifecycle',
      'alert',
      'recovery',
      'alert',
      'recovery',
    ]);
    expect(bench.alert('broker_lost')?.state).toBe('cleared');
    expect(bench.alert('high_velocity')).toBeUndefined();
  });
});
