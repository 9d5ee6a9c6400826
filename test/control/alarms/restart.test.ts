// The state of an alarm that a restart of the program keeps.
import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/config/alarms.js';
import { occurrenceId, uuidBytes } from '../../../src/control/alarms/occurrence-id.js';
import { brief, fast, LOG, Rig, WALL_START_MS } from './fixture.js';

/** A run in which the alarm was raised three times and is still active. */
function firstRun(): Rig {
  const rig = new Rig({ rules: [fast()] });
  for (const value of [9, 7, 9, 7, 9]) rig.velocity(value);
  return rig;
}

const LATER_MS = WALL_START_MS + 3_600_000;

describe('an alarm that was active', () => {
  it('keeps its id, since and count when its condition still holds', () => {
    const before = firstRun().alerts.at(-1)!;
    const rig = new Rig({ rules: [fast()], remembered: [before] }, LATER_MS);
    expect(rig.run(5, { 'chain.velocity': 9 })).toEqual([]);
    rig.velocity(7);
    rig.velocity(9);
    const [end, next] = rig.alerts;
    expect(brief(rig.alerts)).toEqual(['fast cleared 3', 'fast active 4']);
    expect(end).toMatchObject({ id: before.id, since: before.since });
    expect(next?.id).not.toBe(before.id);
  });

  it('clears when its condition is gone after the restart', () => {
    const rig = new Rig({ rules: [fast()], remembered: firstRun().alerts.slice(-1) }, LATER_MS);
    expect(rig.tick()).toEqual([]);
    expect(brief(rig.velocity(1))).toEqual(['fast cleared 3']);
  });

  it('stays acknowledged', () => {
    const first = firstRun();
    first.acknowledge('fast');
    const rig = new Rig({ rules: [fast()], remembered: first.velocity(9) }, LATER_MS);
    rig.velocity(9);
    expect(rig.monitor.stateOf('fast')).toBe('acknowledged');
  });

  it('is not restored when its rule was removed, but its count continues when the rule comes back', () => {
    const rig = new Rig({ remembered: firstRun().alerts.slice(-1) }, LATER_MS);
    expect(rig.run(1, { 'chain.velocity': 9 })).toEqual([]);
    expect(rig.monitor.alerts()).toEqual([]);
    rig.monitor.addMonitor(fast());
    rig.velocity(7);
    expect(brief(rig.velocity(9))).toEqual(['fast active 4']);
  });

  it('of a sensor is not cleared before the sensor had time to show that it is still lost', () => {
    const first = new Rig();
    first.condition('sensor_lost.chain.velocity', true);
    const rig = new Rig({ remembered: first.tick() }, LATER_MS);
    expect(rig.run(0.5)).toEqual([]);
    rig.condition('sensor_lost.chain.velocity', true);
    expect(rig.run(10)).toEqual([]);
    rig.condition('sensor_lost.chain.velocity', false);
    expect(brief(rig.run(5.1))).toEqual(['sensor_lost.chain.velocity cleared 1']);
  });

  it('of a part that reports within 2 s is not cleared before', () => {
    const first = new Rig();
    first.condition('broker_lost', true);
    const rig = new Rig({ remembered: first.tick() }, LATER_MS);
    expect(rig.run(1.9)).toEqual([]);
    expect(brief(rig.run(0.3))).toEqual(['broker_lost cleared 1']);
  });

  it('whose rule is on another channel now clears with the first tick', () => {
    const other = rule('fast', 'generator.voltage', 'above', 8, {});
    const rig = new Rig({ rules: [other], remembered: firstRun().alerts.slice(-1) }, LATER_MS);
    expect(brief(rig.tick())).toEqual(['fast cleared 3']);
  });

  it('of a sensor clears soon after the start when the sensor delivers', () => {
    const first = new Rig();
    first.condition('sensor_lost.chain.velocity', true);
    const rig = new Rig({ remembered: first.tick() }, LATER_MS);
    expect(brief(rig.run(8))).toEqual(['sensor_lost.chain.velocity cleared 1']);
  });
});

describe('a shelved alarm', () => {
  it('stays shelved for the rest of its time', () => {
    const first = new Rig({ rules: [fast()] });
    first.shelve('fast', 60);
    const rig = new Rig({ rules: [fast()], remembered: first.tick() }, WALL_START_MS + 50_000);
    expect(rig.run(9.8, { 'chain.velocity': 9 })).toEqual([]);
    expect(rig.run(0.4, { 'chain.velocity': 9 })).toMatchObject([
      { shelvedUntil: null },
      { state: 'active' },
    ]);
  });

  it('stays shelved for the rest of its time when it is built in', () => {
    const first = new Rig();
    first.shelve('broker_lost', 60);
    const rig = new Rig({ remembered: first.tick() }, WALL_START_MS + 50_000);
    expect(rig.run(9.8)).toEqual([]);
    expect(rig.run(0.4)).toMatchObject([{ shelvedUntil: null }]);
  });

  it('is reported as not shelved when its time ended while the program was down', () => {
    const first = new Rig({ rules: [fast()] });
    first.shelve('fast', 60);
    const rig = new Rig({ rules: [fast()], remembered: first.tick() }, LATER_MS);
    expect(rig.velocity(1)).toMatchObject([{ state: 'cleared', shelvedUntil: null }]);
  });
});

describe('the id of an occurrence', () => {
  it('is a UUID of version 5, computed from log, rule and count', () => {
    // python3 -c "import uuid; print(uuid.uuid5(uuid.UUID('6ba7b810-9dad-41d1-80b4-00c04fd430c8'), 'fast#1'))"
    expect(occurrenceId(uuidBytes(LOG), 'fast', 1)).toBe('9b08dc5a-59dd-5f51-9fd8-afd914b37858');
  });

  it('is the same in two runs with the same log, and different with another log', () => {
    const other = new Rig({ rules: [fast()], log: '11111111-2222-4333-8444-555555555555' });
    expect(firstRun().alerts[0]?.id).toBe(firstRun().alerts[0]?.id);
    expect(other.velocity(9)[0]?.id).not.toBe(firstRun().alerts[0]?.id);
  });
});
