// The table of built-in alarms: its ids, and the conditions that are functions of the plant.
import { describe, expect, it } from 'vitest';
import type { AlarmCondition, WatchedPlant } from '../../src/catalogue/alarm-definition.js';
import {
  builtInIds,
  builtInOf,
  isSensorAlarm,
  OUTSIDE_CONDITIONS,
  SENSOR_ALARMS,
  SINGLE_ALARMS,
} from '../../src/catalogue/alarm-ids.js';
import { BUILT_INS } from '../../src/catalogue/alarms.js';
import { CHANNELS, LOG, Rig } from '../control/alarms/fixture.js';

const HEALTHY: WatchedPlant = {
  state: 'running',
  rateHz: 15,
  configuredRateHz: 15,
  degradation: 0,
  degradationCause: null,
  measured: () => Number.NaN,
};

describe('the table of built-in alarms', () => {
  it('gives an id for each sensor, and for each alarm that there is once', () => {
    expect(builtInIds(['chain.velocity'])).toEqual([
      ...SENSOR_ALARMS.map((kind) => `${kind}.chain.velocity`),
      ...SINGLE_ALARMS,
    ]);
    expect([...SENSOR_ALARMS, ...SINGLE_ALARMS].toSorted()).toEqual(Object.keys(BUILT_INS).toSorted());
  });

  it.each(builtInIds(['bearing.temperature']))('takes the id %s apart again', (id) => {
    const found = builtInOf(id)!;
    expect(found.channel === null ? found.kind : `${found.kind}.${found.channel}`).toBe(id);
    expect(found.definition).toBe(BUILT_INS[found.kind]);
  });

  it.each(['overspeeed', 'sensor_lost', 'sensor_lots.chain.velocity', 'overspeed.chain.velocity', ''])(
    'knows no alarm %j',
    (id) => {
      expect(builtInOf(id)).toBeNull();
    },
  );

  it('tells alarms of sensors, whether or not there is such a channel', () => {
    expect(['sensor_lost', 'sensor_lost.x', 'sensor_lots.x', 'overspeed'].map(isSensorAlarm)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it.each(Object.entries(BUILT_INS))(
    'says what to do about %s, in one sentence',
    (_id, { active, advice }) => {
      expect(advice).toMatch(/^[A-Z][^.]*(\.[^ .][^.]*)*\.$/);
      expect(active).not.toMatch(/\.$/);
    },
  );

  it('waits 5 s before it ends an alarm that a loose contact would repeat', () => {
    const delays = [BUILT_INS.sensor_lost, BUILT_INS.sensor_invalid, BUILT_INS.overspeed].map(
      (a) => a.offDelay,
    );
    expect(delays).toEqual([5, 5, 5]);
  });

  it('has the conditions that come from outside of the core', () => {
    expect(OUTSIDE_CONDITIONS).toContain('emergency_stop');
    expect(OUTSIDE_CONDITIONS).not.toContain('overspeed');
  });
});

describe('a condition that is a function of the plant', () => {
  const conditions = SINGLE_ALARMS.flatMap((id): [string, AlarmCondition][] => {
    const { condition } = BUILT_INS[id];
    return typeof condition === 'object' ? [[id, condition]] : [];
  });

  it.each(conditions)('of %s does not hold on a healthy plant', (_id, condition) => {
    expect(condition.holds(HEALTHY)).toBe(false);
  });

  it('raises its alarm with value and cause, and clears it', () => {
    const rig = new Rig({ log: LOG, channels: CHANNELS });
    rig.monitor.judgeBuiltIns({ ...HEALTHY, degradation: 2, degradationCause: 'missed_ticks' });
    expect(rig.tick()).toMatchObject([
      {
        rule: 'degraded',
        value: 2,
        message:
          'the controller runs degraded (because of missed_ticks). Look for the cause in the health report.',
      },
    ]);
    rig.monitor.judgeBuiltIns(HEALTHY);
    expect(rig.tick()).toMatchObject([{ rule: 'degraded', state: 'cleared', value: 0 }]);
  });

  it('of an overrun tolerates one missed tick in five seconds', () => {
    const { holds } = BUILT_INS.loop_overrun.condition;
    expect(holds({ ...HEALTHY, rateHz: 14.8 })).toBe(false);
    expect(holds({ ...HEALTHY, rateHz: 14.6 })).toBe(true);
  });
});
