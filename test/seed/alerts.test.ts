// The original raised one alert for each sample and ignored NaN. Here an alarm is one state with a count.
import { describe, expect, it } from 'vitest';
import { Bench } from '../../src/testing/bench.js';

const SAMPLES = 20_000;
const RATE_HZ = 15;

async function running(overrides: Record<string, unknown> = {}): Promise<Bench> {
  const bench = await Bench.create({ 'alerts.twin_divergence': { enabled: false }, ...overrides });
  bench.runUntil(() => bench.value('plant') === 'running', 20);
  return bench;
}

const alertEvents = (bench: Bench, rule: string) =>
  bench.events.filter(({ type, data }) => type === 'alert' && data.rule === rule);

describe('where the original raised 20,000 alerts in 20,000 samples', () => {
  it('20,000 control ticks above the threshold are one alarm, which clears once', {
    timeout: 60_000,
  }, async () => {
    const bench = await running();
    const wave = { mean: 8.5, amplitude: 0.1, period: 7 };
    const end = bench.inject({ fault: 'override', channel: 'chain.velocity', wave });
    bench.run(SAMPLES / RATE_HZ);
    expect(alertEvents(bench, 'high_velocity')).toHaveLength(1);
    expect(bench.alert('high_velocity')).toMatchObject({ state: 'active', count: 1 });
    end();
    bench.run(1);
    expect(alertEvents(bench, 'high_velocity').map(({ data }) => data.state)).toEqual(['active', 'cleared']);
  });

  it('no alarm is lost: when 300 rules fire at once, all of them are reported', async () => {
    const rules = Array.from({ length: 300 }, (_, i) => [
      `alerts.rule_${i}`,
      { channel: 'water.temperature', above: 40 + i / 100 },
    ]);
    const bench = await running(Object.fromEntries(rules));
    bench.inject({ fault: 'override', channel: 'water.temperature', value: 60 });
    bench.run(5);
    const told = new Set(bench.events.filter(({ type }) => type === 'alert').map(({ data }) => data.rule));
    expect([...told].filter((rule) => String(rule).startsWith('rule_'))).toHaveLength(300);
  });
});

describe('where the original never alarmed', () => {
  it('NaN is an alarm within two control ticks', async () => {
    const bench = await running();
    const fromS = bench.timeS;
    bench.inject({ fault: 'nan', channel: 'chain.velocity' });
    const seenS = bench.runUntil(() => bench.alert('sensor_invalid.chain.velocity')?.state === 'active', 1);
    expect(seenS - fromS).toBeLessThanOrEqual(2 / RATE_HZ + 1e-9);
  });

  it('a value that is missing for staleAfter is an alarm', async () => {
    const bench = await running();
    const fromS = bench.timeS;
    bench.inject({ fault: 'dropout', channel: 'chain.velocity' });
    const seenS = bench.runUntil(() => bench.alert('sensor_lost.chain.velocity')?.state === 'active', 1);
    expect(seenS - fromS).toBeGreaterThanOrEqual(0.2 - 1 / 60);
    expect(seenS - fromS).toBeLessThanOrEqual(0.2 + 2 / RATE_HZ);
  });

  it('a rule on a lost channel keeps its state, because a fault that cannot be seen has not ended', async () => {
    const bench = await running();
    const wave = { mean: 8.5, amplitude: 0.1, period: 7 };
    bench.inject({ fault: 'override', channel: 'chain.velocity', wave });
    bench.run(1);
    bench.inject({ fault: 'nan', channel: 'chain.velocity' });
    bench.run(5);
    expect(bench.alert('high_velocity')?.state).toBe('active');
  });
});
