// twinHold: the digital twin's value in the place of a lost sensor, marked as estimated.
import { describe, expect, it } from 'vitest';
import { Rig } from '../rig.js';

const NAMES = ['good', 'estimated', 'stale', 'bad'] as const;
const HOLDS = `channels:
  chain.velocity: { twinHold: 10 }
  generator.speed: { twinHold: 10 }
  pneumatics.tankPressure: { twinHold: 10 }`;

function quality(rig: Rig, channel: string): (typeof NAMES)[number] {
  const { image } = rig.controller.view;
  return NAMES[image.qualityOf(image.indexOf(channel))]!;
}

function running(config = HOLDS): Rig {
  const rig = new Rig({ config });
  rig.start();
  rig.run(2);
  return rig;
}

/** The qualities of a channel on each base tick of this time. */
function seen(rig: Rig, channel: string, seconds: number): string[] {
  return Array.from({ length: Math.round(seconds * 60) }, () => {
    rig.tick();
    return quality(rig, channel);
  });
}

describe('a lost sensor with twinHold', () => {
  it.each(['chain.velocity', 'generator.speed', 'pneumatics.tankPressure'])(
    'is estimated on every base tick: %s',
    (channel) => {
      const rig = running();
      rig.values.delete(channel);
      rig.run(0.3);
      const qualities = seen(rig, channel, 5);
      expect(new Set(qualities)).toEqual(new Set(['estimated']));
      expect(rig.controller.view.image.reported(rig.controller.view.image.indexOf(channel))).toBeGreaterThan(
        0,
      );
    },
  );

  it('has the value of the twin, and the slope of the velocity is estimated with it', () => {
    const rig = running();
    rig.values.delete('chain.velocity');
    rig.run(1);
    rig.controlTick();
    const { image, twin, plan } = rig.controller.view;
    expect(image.reported(plan.at.velocity)).toBe(twin.predict(plan.at.velocity));
    expect(quality(rig, 'chain.acceleration')).toBe('estimated');
    expect(image.reported(plan.at.acceleration)).toBe(twin.acceleration);
  });

  it('is stale when the hold is over, and the slope with it', () => {
    const rig = running();
    rig.values.delete('chain.velocity');
    rig.run(11);
    expect(quality(rig, 'chain.velocity')).toBe('stale');
    expect(quality(rig, 'chain.acceleration')).toBe('stale');
  });

  it('is good again with its first sample', () => {
    const rig = running();
    rig.values.delete('chain.velocity');
    rig.run(2);
    rig.values.set('chain.velocity', 1.549);
    rig.tick();
    expect(quality(rig, 'chain.velocity')).toBe('good');
    expect(quality(rig, 'chain.acceleration')).not.toBe('bad');
  });

  it('is not replaced without twinHold', () => {
    const rig = running('');
    rig.values.delete('chain.velocity');
    rig.run(1);
    expect(quality(rig, 'chain.velocity')).toBe('stale');
  });
});

describe('no value is held', () => {
  it('without any measured speed', () => {
    const rig = running();
    rig.values.delete('chain.velocity');
    rig.values.delete('generator.speed');
    rig.run(1);
    expect(quality(rig, 'chain.velocity')).toBe('stale');
    expect(quality(rig, 'generator.speed')).toBe('stale');
  });

  it.each([
    ['chain.velocity', 'generator.speed'],
    ['generator.speed', 'chain.velocity'],
  ])('for %s when the only other speed is stuck', (lost, other) => {
    const rig = running();
    const { alarms, builtIns, image } = rig.controller.view;
    const stuck = builtIns.sensor_stuck[image.indexOf(other)]!;
    const isActive = alarms.isActive.bind(alarms);
    alarms.isActive = (handle) => handle === stuck || isActive(handle);
    rig.values.delete(lost);
    rig.run(1);
    expect(quality(rig, lost)).toBe('stale');
  });

  it('when the twin rests on a step of the degradation ladder', () => {
    const rig = running();
    rig.values.delete('chain.velocity');
    rig.run(1);
    expect(quality(rig, 'chain.velocity')).toBe('estimated');
    rig.run(3, { computeS: 1 });
    expect(rig.controller.view.degradation).toBeGreaterThanOrEqual(3);
    expect(quality(rig, 'chain.velocity')).toBe('stale');
    expect(quality(rig, 'chain.acceleration')).toBe('stale');
  });

  it('on a tripped plant, from the tick of the trip on', () => {
    const rig = running();
    rig.values.delete('chain.velocity');
    rig.run(1);
    rig.setCondition('emergency_stop', true);
    rig.controlTick();
    expect(rig.controller.plantState).toBe('tripped');
    expect(quality(rig, 'chain.velocity')).toBe('stale');
    expect(new Set(seen(rig, 'chain.velocity', 1))).toEqual(new Set(['stale']));
  });

  it('on a plant whose load the controller does not set, because the twin has no prediction', () => {
    const rig = running();
    const { twin, plan } = rig.controller.view;
    expect(plan.drivesLoad).toBe(true);
    twin.predict = () => Number.NaN;
    rig.values.delete('chain.velocity');
    rig.run(1);
    expect(quality(rig, 'chain.velocity')).toBe('stale');
  });

  it('from the tick on that the twin loses its prediction', () => {
    const rig = running();
    rig.values.delete('chain.velocity');
    rig.run(1);
    rig.controller.view.twin.predict = () => Number.NaN;
    rig.controlTick();
    expect(quality(rig, 'chain.velocity')).toBe('stale');
    expect(quality(rig, 'chain.acceleration')).toBe('stale');
  });
});
