// One cause gives one alarm.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { BUILT_IN_ALARMS, rule } from '../../../src/config/alarms.js';
import { AlarmRegistry } from '../../../src/control/alarms/registry.js';
import { Suppression } from '../../../src/control/alarms/suppression.js';
import { ProcessImage } from '../../../src/control/state/image.js';
import { brief, fast, Rig } from './fixture.js';
import { alarm } from './parts.js';

const DEPENDENCIES = {
  'generator.power': ['generator.voltage'],
  'derived.efficiency': ['generator.power'],
  'twin.residual.chain.velocity': ['chain.velocity'],
};
const RULES = [
  fast(),
  rule('weak', 'derived.efficiency', 'below', 0.3, {}),
  rule('power', 'generator.power', 'below', 100, {}),
  rule('residual', 'twin.residual.chain.velocity', 'above', 1, {}),
];
const GOOD = {
  'chain.velocity': 1,
  'generator.voltage': 100,
  'generator.power': 500,
  'derived.efficiency': 0.4,
  'twin.residual.chain.velocity': 0,
};

function plant(options: ConstructorParameters<typeof Rig>[0] = {}): Rig {
  const rig = new Rig({ rules: RULES, dependencies: DEPENDENCIES, ...options });
  rig.tick(GOOD);
  return rig;
}

describe('while a sensor is lost', () => {
  it('only the loss is an alarm; all that follows from it, over any number of steps, is counted under it', () => {
    const rig = plant();
    rig.lose('generator.voltage');
    rig.lose('generator.power');
    rig.run(2, { 'generator.power': 0, 'derived.efficiency': 0 }, QUALITY.estimated);
    expect(brief(rig.alerts)).toEqual(['sensor_lost.generator.voltage active 1']);
    expect(rig.monitor.stateOf('weak')).toBe('suppressed');
    expect(rig.monitor.figures()).toMatchObject({ active: 1, suppressed: 3 });
    expect(rig.monitor.report().roots).toEqual([
      {
        rule: 'sensor_lost.generator.voltage',
        suppressed: ['sensor_lost.generator.power', 'weak', 'power'],
        consequences: 3,
      },
    ]);
  });

  it('rules that follow from it are judged again when the sensor is back, and their delay starts again', () => {
    const rig = plant({ rules: [rule('weak', 'derived.efficiency', 'below', 0.3, { onDelay: 5 })] });
    rig.lose('generator.voltage');
    rig.run(10, { 'derived.efficiency': 0.1 });
    rig.find('generator.voltage', 100);
    expect(rig.run(4.9, { 'derived.efficiency': 0.1 })).toEqual([]);
    expect(brief(rig.run(0.3, { 'derived.efficiency': 0.1 })).toSorted()).toEqual([
      'sensor_lost.generator.voltage cleared 1',
      'weak active 1',
    ]);
    expect(rig.monitor.figures().suppressed).toBe(0);
  });

  it('an alarm that was active before keeps its state', () => {
    const rig = plant();
    rig.tick({ 'generator.power': 50 });
    rig.condition('sensor_invalid.generator.voltage', true);
    rig.run(1, { 'generator.power': 500 });
    rig.condition('sensor_invalid.generator.voltage', false);
    rig.run(6, { 'generator.power': 500 });
    expect(brief(rig.alerts)).toEqual([
      'power active 1',
      'sensor_invalid.generator.voltage active 1',
      'power cleared 1',
      'sensor_invalid.generator.voltage cleared 1',
    ]);
  });

  it('its residual is suppressed in the same tick, and the divergence of the twin stays active', () => {
    const rig = plant();
    rig.lose('chain.velocity');
    rig.condition('twin_divergence', true);
    expect(brief(rig.tick({ 'twin.residual.chain.velocity': 5 })).toSorted()).toEqual([
      'sensor_lost.chain.velocity active 1',
      'twin_divergence active 1',
    ]);
  });

  it('rules on values computed from it are judged while the twin supplies the value, and suppressed when that ends', () => {
    const rig = plant();
    rig.lose('generator.voltage');
    rig.tick();
    rig.tick({ 'generator.voltage': 100 }, QUALITY.estimated);
    expect(brief(rig.tick({ 'generator.power': 50 }))).toEqual(['power active 1']);
    rig.lose('generator.voltage');
    expect(rig.run(1, { 'generator.power': 500 })).toEqual([]);
  });

  it('rules on values computed from it are judged as soon as it delivers again, although its alarm stays for some seconds', () => {
    const rig = plant();
    rig.lose('generator.voltage');
    rig.tick();
    rig.find('generator.voltage', 10);
    expect(brief(rig.tick({ 'generator.power': 50 }))).toEqual(['power active 1']);
    expect(rig.monitor.stateOf('sensor_lost.generator.voltage')).not.toBe('normal');
  });

  it('rules that follow from it are suppressed also during the on-delay of its alarm', () => {
    const builtIns = BUILT_IN_ALARMS.map((alarm) =>
      alarm.id === 'sensor_lost.chain.velocity' ? { ...alarm, onDelay: 2 } : alarm,
    );
    const rig = plant({ builtIns });
    rig.lose('chain.velocity');
    expect(brief(rig.run(3, { 'twin.residual.chain.velocity': 5 }))).toEqual([
      'sensor_lost.chain.velocity active 1',
    ]);
  });

  it('rules that follow from it are separate alarms when its alarm is disabled', () => {
    const builtIns = BUILT_IN_ALARMS.map((alarm) =>
      alarm.id === 'sensor_lost.chain.velocity' ? { ...alarm, enabled: false } : alarm,
    );
    const rig = plant({ builtIns });
    rig.lose('chain.velocity');
    expect(brief(rig.tick({ 'twin.residual.chain.velocity': 5 }))).toEqual(['residual active 1']);
  });

  it('its alarm is never suppressed under itself, even when the dependencies form a circle', () => {
    const dependencies = { 'chain.velocity': ['generator.voltage'], 'generator.voltage': ['chain.velocity'] };
    const rig = plant({ dependencies });
    rig.lose('chain.velocity');
    expect(brief(rig.tick())).toEqual(['sensor_lost.chain.velocity active 1']);
  });

  it('an alarm that is acknowledged during its suppression stays acknowledged', () => {
    const rig = plant();
    rig.tick({ 'generator.power': 50 });
    rig.lose('generator.voltage');
    rig.tick();
    rig.acknowledge('power');
    expect(rig.tick()).toMatchObject([{ rule: 'power', state: 'active', acknowledged: true }]);
  });
});

describe('a rule on a measured, good channel', () => {
  it('is never suppressed by an alarm of the twin or by the loss of another sensor', () => {
    const rig = plant();
    for (const id of [
      'twin_divergence',
      'energy_balance',
      'oscillation',
      'sensor_lost.generator.voltage',
    ] as const) {
      rig.condition(id, true);
    }
    rig.tick();
    expect(brief(rig.tick({ 'chain.velocity': 9 }))).toEqual(['fast active 1']);
  });

  it('is judged, even if the sensor of its channel is lost, while the twin replaces the value', () => {
    const rig = plant();
    rig.condition('sensor_lost.chain.velocity', true);
    rig.tick();
    expect(brief(rig.tick({ 'chain.velocity': 9 }, QUALITY.estimated))).toEqual(['fast active 1']);
  });
});

describe('while the controller runs degraded', () => {
  const options = { suppressedFromStep: { 'twin.residual.chain.velocity': 3, twin_divergence: 3 } };

  it('a rule on a value that is not computed on that step raises no alarm, but all other rules do', () => {
    const rig = plant(options);
    rig.degradation = 3;
    rig.condition('degraded', true);
    rig.condition('twin_divergence', true);
    rig.run(1, { ...GOOD, 'twin.residual.chain.velocity': 5, 'chain.velocity': 9 });
    expect(brief(rig.alerts)).toEqual(['degraded active 1', 'fast active 1']);
    expect(rig.monitor.report().roots).toMatchObject([{ rule: 'degraded', consequences: 2 }]);
  });

  it('the same rule raises and clears its alarm on the steps before it', () => {
    const rig = plant(options);
    rig.degradation = 2;
    expect(brief(rig.tick({ 'twin.residual.chain.velocity': 5 }))).toEqual(['residual active 1']);
    rig.degradation = 3;
    expect(rig.tick({ 'twin.residual.chain.velocity': 0 })).toEqual([]);
    rig.degradation = 0;
    expect(brief(rig.tick({ 'twin.residual.chain.velocity': 0 }))).toEqual(['residual cleared 1']);
  });
});

describe('the root of an alarm', () => {
  it('is the outermost lost sensor when one lost sensor follows from another', () => {
    const rig = plant({ dependencies: { ...DEPENDENCIES, 'derived.efficiency': ['generator.power'] } });
    rig.lose('generator.power');
    rig.lose('generator.voltage');
    rig.run(1, { 'derived.efficiency': 0 });
    expect(rig.monitor.report().roots).toEqual([
      {
        rule: 'sensor_lost.generator.voltage',
        suppressed: ['sensor_lost.generator.power', 'weak'],
        consequences: 2,
      },
    ]);
  });

  it('is not an alarm that is no root, for example one of a stuck sensor', () => {
    const rig = plant();
    rig.condition('sensor_stuck.generator.voltage', true);
    rig.image.downgrade(rig.image.indexOf('generator.voltage'), QUALITY.stale);
    rig.lose('chain.velocity');
    rig.run(11);
    expect(brief(rig.tick({ 'generator.power': 50 }))).toEqual(['power active 1']);
  });

  it('has to be there to suppress by a step of the degradation ladder', () => {
    const suppressedFromStep = { 'chain.velocity': 3 };
    expect(() => new Rig({ builtIns: [], suppressedFromStep })).toThrow(
      "suppression by degradation step needs the built-in alarm 'degraded' to count under",
    );
    expect(() => new Rig({ builtIns: [] })).not.toThrow();
  });
});

describe('the decision', () => {
  const lost = () => alarm({ id: 'sensor_lost.a', channel: 'a', isRoot: true });

  it('is made anew when the value of a raised root becomes usable or ceases to be, and not else', () => {
    const [other, root] = [alarm({ id: 'sensor_lost.b', channel: 'b', isRoot: true }), lost()];
    const image = new ProcessImage(['a', 'b']);
    const registry = new AlarmRegistry([other, root], []);
    const suppression = new Suppression({}, {}, [other, root], image.names);
    const decide = (holds: number) => suppression.refresh(registry, Uint8Array.of(0, holds), 0, image);
    image.set(0, 1, 0, QUALITY.good);
    expect(suppression.hasChanged(image)).toBe(false);
    decide(0);
    expect(suppression.hasChanged(image)).toBe(false);
    decide(1);
    expect(root.explains).toBe(false);
    expect(suppression.hasChanged(image)).toBe(false);
    image.downgrade(0, QUALITY.stale);
    expect(suppression.hasChanged(image)).toBe(true);
    decide(1);
    expect(root.explains).toBe(true);
    expect(suppression.hasChanged(image)).toBe(false);
    decide(0);
    image.set(0, 1, 0, QUALITY.good);
    expect(suppression.hasChanged(image)).toBe(false);
  });
});
