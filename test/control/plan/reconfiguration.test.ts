// A running controller applies a new configuration as a whole, at the start of a control tick.
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/index.js';
import { controlPlan } from '../../../src/control/plan/plan.js';
import type { ReconfigurationReport } from '../../../src/control/plan/reconfiguration.js';
import { Rig } from '../rig.js';

/** Gives the controller a new configuration, which takes effect on the next control tick. */
function reconfigure(rig: Rig, yaml: string, report: Partial<ReconfigurationReport> = {}): void {
  const { config } = parseConfig(yaml, 'new.yaml');
  const sensors = rig.samples.names;
  const plan = controlPlan(config!, {
    sensors,
    sourcesOf: sensors.map(() => []),
    outputs: rig.plan.outputs,
    isSimulated: true,
  });
  rig.controller.reconfigure(plan, { file: 'new.yaml', changes: [], needsRestart: [], ...report });
}

const COLD = (above: number) => `alerts: { warm: { channel: water.temperature, above: ${above} } }`;

describe('a new configuration', () => {
  it('takes effect on the next control tick, not before', () => {
    const rig = new Rig();
    rig.run(1);
    reconfigure(rig, 'control: { mode: accuracy }');
    expect([rig.controller.view.mode, rig.controller.isBeingReconfigured]).toEqual(['balanced', true]);
    rig.controlTick();
    expect([rig.controller.view.mode, rig.controller.isBeingReconfigured]).toEqual(['accuracy', false]);
    expect(rig.eventsOf('mode').at(-1)!.data).toEqual({ from: 'balanced', to: 'accuracy' });
    expect(rig.eventsOf('configuration')).toMatchObject([{ data: { ok: true, file: 'new.yaml' } }]);
  });

  it('keeps an active alarm, with its occurrence and its count', () => {
    const rig = new Rig({ config: COLD(10) });
    rig.run(1);
    const [raised] = rig.alerts('warm');
    reconfigure(rig, COLD(11));
    rig.run(1);
    rig.values.set('water.temperature', 5);
    rig.run(1);
    const last = rig.alerts('warm').at(-1)!;
    expect(last).toMatchObject({ id: raised!.id, state: 'cleared', threshold: 11, count: 1 });
  });

  it('changes limits, interlocks and critical channels in one tick', () => {
    const rig = new Rig();
    rig.start();
    reconfigure(rig, 'interlocks: { overspeed: { above: 1.0 } }');
    rig.controlTick();
    expect(rig.controller.plantState).toBe('tripped');
    expect(rig.eventsOf('trip')).toMatchObject([{ data: { cause: 'overspeed' } }]);
  });

  it('keeps a load that was set by hand, unless the load in the file has changed', () => {
    const rig = new Rig();
    rig.start();
    rig.command({ name: 'load', fraction: 0.4 });
    rig.controlTick();
    reconfigure(rig, 'control: { mode: accuracy }');
    rig.controlTick();
    expect(rig.setpoint('load')).toBe(0.4);
    reconfigure(rig, 'control: { load: 0.6 }');
    rig.controlTick();
    expect(rig.setpoint('load')).toBe(0.6);
  });

  it('with another mode every second for ten minutes causes no gap and no repetition', () => {
    const rig = new Rig();
    const modes = ['performance', 'balanced', 'accuracy'];
    const seqs: number[] = [];
    for (let second = 0; second < 600; second++) {
      reconfigure(rig, `control: { mode: ${modes[second % 3]} }`);
      for (let tick = 0; tick < 60; tick++) {
        const { frame } = rig.tick();
        if (frame[2]! > 0) seqs.push(frame[2]!);
      }
    }
    expect(seqs).toEqual(seqs.map((_, i) => i + 1));
    // 5, 10 and 20 messages a second, each for a third of the time.
    expect(Math.abs(seqs.length - 200 * (5 + 10 + 20))).toBeLessThanOrEqual(3);
  });

  it('keeps the missed ticks that were counted, unless their window has another length', () => {
    const share = (yaml: string) => {
      const rig = new Rig({ config: 'optimizer: { adaptive: false }' });
      rig.start();
      rig.run(20);
      rig.controlTick({ missed: 3 });
      reconfigure(rig, `optimizer: { adaptive: false }\n${yaml}`);
      rig.run(3);
      return rig.controller.view.misses.share();
    };
    const kept = share('');
    expect(kept).toBeGreaterThan(0);
    expect(share('interlocks: { deadlineMisses: { within: 2 } }')).toBe(0);
  });

  it('counts missed ticks over the new number of seconds', () => {
    const rig = new Rig({ config: 'optimizer: { adaptive: false }' });
    rig.run(1);
    reconfigure(rig, 'optimizer: { adaptive: false }\ninterlocks: { deadlineMisses: { within: 2 } }');
    rig.controlTick();
    const { misses } = rig.controller.view;
    misses.clear();
    for (let n = 0; n < 26; n++) misses.add(0);
    misses.add(3);
    expect(misses.share()).toBe(3 / 30);
  });

  it('keeps a mode that was set by a command, unless the mode in the file has changed', () => {
    const rig = new Rig();
    rig.run(1);
    rig.command({ name: 'mode', mode: 'accuracy' });
    rig.controlTick();
    reconfigure(rig, 'control: { load: 0.5 }');
    rig.controlTick();
    expect(rig.controller.view.mode).toBe('accuracy');
    reconfigure(rig, 'control: { mode: accuracy }');
    rig.controlTick();
    expect(rig.eventsOf('mode')).toHaveLength(1);
    reconfigure(rig, 'control: { mode: performance }');
    rig.controlTick();
    expect(rig.controller.view.mode).toBe('performance');
    expect(rig.eventsOf('mode').at(-1)?.data).toEqual({ from: 'accuracy', to: 'performance' });
  });

  it('that freezes the optimizer leads back to step 0, and says so', () => {
    const rig = new Rig();
    rig.run(1);
    rig.run(3, { computeS: 1 });
    const told = rig.eventsOf('degradation').length;
    reconfigure(rig, 'optimizer: { adaptive: false }');
    rig.controlTick();
    expect(rig.eventsOf('degradation').slice(told)).toMatchObject([
      { type: 'degradation', ts: expect.any(Number), data: { from: 4, to: 0, cause: 'compute_budget' } },
    ]);
  });

  it('that leaves the step as it is says nothing about it', () => {
    const rig = new Rig();
    rig.run(1);
    reconfigure(rig, 'optimizer: { adaptive: false }');
    rig.controlTick();
    expect(rig.eventsOf('degradation')).toEqual([]);
  });

  it('is reported with up to 100 changes, and the number of those that are left out', () => {
    const change = (n: number) => ({ key: `key${n}`, from: 1, to: 2 });
    const changes = (count: number) => Array.from({ length: count }, (_, n) => change(n)) as never;
    const told = (count: number) => {
      const rig = new Rig();
      rig.run(1);
      reconfigure(rig, '', { changes: changes(count), needsRestart: changes(count) });
      rig.controlTick();
      return rig.eventsOf('configuration')[0]!.data;
    };
    expect(told(100)).toEqual({
      ok: true,
      file: 'new.yaml',
      changes: changes(100),
      needsRestart: changes(100),
    });
    expect(told(103)).toEqual({
      ok: true,
      file: 'new.yaml',
      changes: changes(100),
      changesLeftOut: 3,
      needsRestart: changes(100),
    });
  });
});
