// A running controller applies a new configuration as a whole, at the start of a control tick.
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/index.js';
import { controlPlan } from '../../../src/control/plan/plan.js';
import { Rig } from '../rig.js';

/** Gives the controller a new configuration, which takes effect on the next control tick. */
function reconfigure(rig: Rig, yaml: string): void {
  const { config } = parseConfig(yaml, 'new.yaml');
  const sensors = rig.samples.names;
  const plan = controlPlan(config!, {
    sensors,
    sourcesOf: sensors.map(() => []),
    outputs: rig.plan.outputs,
    isSimulated: true,
  });
  rig.controller.reconfigure(plan, { file: 'new.yaml', changes: [], needsRestart: [] });
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
});
