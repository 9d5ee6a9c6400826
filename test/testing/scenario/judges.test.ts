// The kinds of expectation in a scenario, each tested on a small run written by hand.
import { describe, expect, it } from 'vitest';
import type { Seen } from '../../../src/testing/scenario/comparison.js';
import type { Verdict } from '../../../src/testing/scenario/judge.js';
import { judgeFor } from '../../../src/testing/scenario/judges.js';
import type { View } from '../../../src/testing/scenario/probes.js';
import { parseScenario } from '../../../src/testing/scenario/scenario-schema.js';
import type { Alert, ControlEvent } from '../../../src/vocabulary/events.js';

interface Tick {
  readonly values?: Readonly<Record<string, Seen>>;
  readonly alerts?: readonly Partial<Alert>[];
  readonly events?: readonly ControlEvent[];
}

/** Judges an expectation, written as in a scenario file, over ticks that are a second apart. */
function judge(expectation: string, ticks: readonly Tick[]): Verdict {
  const text = `name: n\nduration: 100\nexpect:\n  - ${expectation}\n`;
  const judged = judgeFor(parseScenario(text, 'test.yaml').expect[0]!);
  const alerts = new Map<string, Alert>();
  ticks.forEach(({ values = {}, alerts: changed = [], events = [] }, timeS) => {
    for (const alert of changed) alerts.set(alert.rule!, alert as Alert);
    const happened = changed.map(
      (alert) => ({ type: 'alert', ts: 0, data: alert }) as unknown as ControlEvent,
    );
    const view: View = { timeS, value: (path) => values[path], alerts, events: [...happened, ...events] };
    judged.observe(view);
  });
  return judged.verdict();
}

const velocities = (...values: readonly Seen[]): Tick[] =>
  values.map((value) => ({ values: { 'chain.velocity': value } }));

describe('at', () => {
  it('judges the tick at its time, or the next tick when there is none', () => {
    const ticks = velocities(1, 2, 3);
    expect(judge('{ at: 1, chain.velocity: 2 }', ticks)).toMatchObject({ passed: true, at: 1, seen: 2 });
    expect(judge('{ at: 0.5, chain.velocity: 2 }', ticks)).toMatchObject({ passed: true, at: 1 });
    expect(judge('{ at: 1, chain.velocity: { above: 2 } }', ticks)).toMatchObject({
      passed: false,
      at: 1,
      seen: 2,
    });
  });

  it('fails when the run ends before it', () => {
    expect(judge('{ at: 9, chain.velocity: 2 }', velocities(1, 2))).toMatchObject({
      passed: false,
      at: null,
    });
  });
});

describe('between', () => {
  it('passes when one tick of the span fits, both ends included', () => {
    const ticks = velocities(1, 5, 1, 5, 1);
    expect(judge('{ between: [1, 1], chain.velocity: 5 }', ticks).passed).toBe(true);
    expect(judge('{ between: [1.5, 2.5], chain.velocity: 5 }', ticks).passed).toBe(false);
    expect(judge('{ between: [1.5, 3], chain.velocity: 5 }', ticks)).toMatchObject({ passed: true, at: 3 });
  });
});

describe('always and never', () => {
  it('hold over the whole run unless a span is given', () => {
    const ticks = velocities(1, 2, 30, 4);
    expect(judge('{ always: { chain.velocity: { below: 10 } } }', ticks)).toMatchObject({
      passed: false,
      at: 2,
      seen: 30,
    });
    expect(judge('{ always: { chain.velocity: { below: 10 } }, between: [0, 1] }', ticks).passed).toBe(true);
    expect(judge('{ never: { chain.velocity: 30 } }', ticks)).toMatchObject({ passed: false, at: 2 });
    expect(judge('{ never: { chain.velocity: 30 }, between: [3, 9] }', ticks).passed).toBe(true);
  });

  it('treat a null or missing value as one that satisfies nothing', () => {
    expect(judge('{ always: { chain.velocity: { below: 10 } } }', velocities(1, null)).passed).toBe(false);
    expect(judge('{ never: { chain.velocity: { below: 10 } } }', velocities(null, undefined)).passed).toBe(
      true,
    );
  });

  it('fail when no tick was judged', () => {
    expect(judge('{ never: { chain.velocity: 30 }, between: [50, 60] }', velocities(1)).passed).toBe(false);
  });
});

describe('mean', () => {
  it('is computed over the ticks that have a value', () => {
    const ticks = velocities(100, 1, null, 3, 100);
    expect(judge('{ mean: { chain.velocity: 2 }, between: [1, 3] }', ticks)).toMatchObject({
      passed: true,
      seen: 2,
    });
    expect(judge('{ mean: { chain.velocity: { within: [2.1, 3] } }, between: [1, 3] }', ticks).passed).toBe(
      false,
    );
  });

  it('satisfies nothing when no tick has a value', () => {
    expect(judge('{ mean: { chain.velocity: { below: 1e9 } } }', velocities(null)).passed).toBe(false);
  });
});

describe('an alert', () => {
  const ticks: Tick[] = [
    {},
    { alerts: [{ rule: 'sensor_lost.chain.velocity', state: 'active' }] },
    {},
    { alerts: [{ rule: 'sensor_lost.chain.velocity', state: 'cleared' }] },
  ];

  it('is found by its rule, or by the name of a rule for any channel', () => {
    expect(judge('{ at: 2, alert: sensor_lost.chain.velocity, state: active }', ticks).passed).toBe(true);
    expect(judge('{ at: 2, alert: sensor_lost, state: active }', ticks).passed).toBe(true);
    expect(judge('{ at: 2, alert: sensor_lost.chain, state: active }', ticks).passed).toBe(true);
    expect(judge('{ at: 2, alert: sensor_los, state: active }', ticks).passed).toBe(false);
  });

  it('that never fired is neither active nor cleared', () => {
    expect(judge('{ at: 0, alert: sensor_lost, state: cleared }', ticks)).toMatchObject({
      passed: false,
      seen: null,
    });
    expect(judge('{ at: 3, alert: sensor_lost, state: cleared }', ticks).passed).toBe(true);
  });
});

describe('count', () => {
  const flapping: Tick[] = [
    { alerts: [{ rule: 'high_velocity', state: 'active' }] },
    { alerts: [{ rule: 'high_velocity', state: 'active', acknowledged: true }] },
    { alerts: [{ rule: 'high_velocity', state: 'cleared' }] },
    { alerts: [{ rule: 'high_velocity', state: 'active' }], events: [{ type: 'mode', ts: 0, data: {} }] },
  ];

  it('counts transitions into a state, but not repetitions', () => {
    expect(judge('{ count: { alert: high_velocity, state: active }, equals: 2 }', flapping).passed).toBe(
      true,
    );
    expect(judge('{ count: { alert: high_velocity, state: cleared }, equals: 1 }', flapping).passed).toBe(
      true,
    );
    expect(judge('{ count: { alert: high_velocity }, between: [1, 2], equals: 0 }', flapping).passed).toBe(
      true,
    );
  });

  it('counts events of a type', () => {
    expect(judge('{ count: { event: mode }, equals: 1 }', flapping)).toMatchObject({
      passed: true,
      seen: 1,
      at: 3,
    });
    expect(judge('{ count: { event: trip }, above: 0 }', flapping).passed).toBe(false);
  });
});

describe('an alert with always or never', () => {
  const ticks: Tick[] = [
    {},
    { alerts: [{ rule: 'sensor_lost.chain.velocity', state: 'active' }] },
    {},
    { alerts: [{ rule: 'sensor_lost.chain.velocity', state: 'cleared' }] },
  ];

  it.each([
    ['{ always: { alert: sensor_lost, state: active }, between: [1, 2] }', true],
    ['{ always: { alert: sensor_lost }, between: [1, 3] }', false],
    ['{ never: { alert: sensor_lost, state: active }, between: [0, 0] }', true],
    ['{ never: { alert: sensor_lost.chain.velocity }, between: [0, 2] }', false],
    ['{ never: { alert: broker_lost, state: active } }', true],
  ])('%s', (expectation, passed) => {
    expect(judge(expectation, ticks).passed).toBe(passed);
  });

  it('says in its message which alert it was, and when', () => {
    expect(judge('{ never: { alert: sensor_lost, state: active } }', ticks)).toMatchObject({
      at: 1,
      seen: 'active',
      message: 'sensor_lost was active at 1.000 s',
    });
  });
});
