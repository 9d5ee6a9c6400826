// How the plant state follows the sensors: whether the chain turns or stands, how long a start or a stop takes, and when a start is refused.
import { describe, expect, it } from 'vitest';
import { Rig, type RigOptions } from '../rig.js';

const RATIO = 12.7 / 0.5;
const CRITICAL = 'channels: { chain.velocity: { critical: true, twinHold: 60 } }';

function running(options: RigOptions = {}): Rig {
  const rig = new Rig(options);
  rig.start();
  return rig;
}

/** Lets both sensors show this speed of the chain, m/s. */
function turnAt(rig: Rig, velocity: number, speed = velocity): void {
  rig.values.set('chain.velocity', velocity);
  if (rig.values.has('generator.speed')) rig.values.set('generator.speed', speed * RATIO);
}

function lastReply(rig: Rig) {
  rig.controlTick();
  return rig.replies.at(-1)!;
}

const stateOf = (rig: Rig) => rig.controller.plantState;
const isActive = (rig: Rig, rule: string) => rig.alerts(rule).at(-1)?.state === 'active';

describe('a plant that stops', () => {
  it.each([5, 10, 15, 20, 30, 60])('at %d Hz is in standby when every speed was low for 2 s', (rateHz) => {
    const rig = running({ config: `control: { rateHz: ${rateHz}, load: 0.5 }` });
    rig.command({ name: 'stop' });
    rig.controlTick();
    turnAt(rig, 0);
    rig.run(1.9);
    expect(stateOf(rig)).toBe('stopping');
    rig.run(0.4);
    expect(stateOf(rig)).toBe('standby');
  });

  it('is not in standby while one of the two speeds shows that the chain turns', () => {
    for (const [velocity, speed] of [
      [0, 0.1],
      [0.1, 0],
    ] as const) {
      const rig = running();
      rig.command({ name: 'stop' });
      rig.controlTick();
      turnAt(rig, velocity, speed);
      rig.run(60);
      expect(stateOf(rig)).toBe('stopping');
      expect(isActive(rig, 'stop_failed')).toBe(true);
      expect(rig.alerts('stop_failed').at(-1)?.value).toBeCloseTo(0.1, 6);
      turnAt(rig, 0);
      rig.run(3);
      expect(stateOf(rig)).toBe('standby');
      expect(isActive(rig, 'stop_failed')).toBe(false);
    }
  });

  it('does not accept a single sample of a sensor that was lost', () => {
    const rig = running();
    rig.values.delete('generator.speed');
    rig.values.delete('chain.velocity');
    rig.command({ name: 'stop' });
    rig.run(3);
    rig.values.set('chain.velocity', 0);
    rig.tick();
    rig.values.delete('chain.velocity');
    rig.run(1);
    expect(stateOf(rig)).toBe('stopping');
  });

  it('stays in stopping while no speed is good, and raises an alarm', () => {
    const rig = running({ config: 'control: { stopTimeout: 10 }' });
    rig.command({ name: 'stop' });
    rig.controlTick();
    for (const channel of ['chain.velocity', 'generator.speed']) rig.values.delete(channel);
    rig.run(9);
    expect(isActive(rig, 'stop_failed')).toBe(false);
    rig.run(60);
    expect([stateOf(rig), isActive(rig, 'stop_failed')]).toEqual(['stopping', true]);
    rig.values.set('chain.velocity', 0);
    rig.run(3);
    expect([stateOf(rig), isActive(rig, 'stop_failed')]).toEqual(['standby', false]);
  });

  it('does not use a speed that the twin replaces', () => {
    const rig = running({ config: CRITICAL });
    rig.command({ name: 'stop' });
    rig.values.delete('chain.velocity');
    turnAt(rig, 1);
    rig.values.delete('chain.velocity');
    rig.run(20);
    expect(stateOf(rig)).toBe('stopping');
  });

  it('without any speed sensor is in standby after the stop timeout, without an alarm', () => {
    const rig = new Rig({ sensors: ['generator.torque'], config: 'control: { stopTimeout: 20 }' });
    rig.command({ name: 'start' });
    rig.run(20);
    expect(stateOf(rig)).toBe('running');
    rig.command({ name: 'stop' });
    rig.run(19.5);
    expect(stateOf(rig)).toBe('stopping');
    rig.run(1);
    expect(stateOf(rig)).toBe('standby');
    expect(rig.alerts('stop_failed')).toEqual([]);
  });
});

describe('a start', () => {
  it('is refused while one of the sensors shows that the chain turns, until the mean speed is low', () => {
    for (const [velocity, speed] of [
      [1.5, 0],
      [0, 1.5],
      [-1.5, 0],
    ] as const) {
      const rig = new Rig();
      turnAt(rig, velocity, speed);
      rig.run(3);
      rig.command({ name: 'start' });
      expect(lastReply(rig)).toMatchObject({ ok: false, error: 'refused' });
      expect(rig.replies.at(-1)!.message).toBe(
        'the chain still turns, at 1.50 m/s: check the brake, and start when the chain stands',
      );
      turnAt(rig, 0);
      rig.run(2.1);
      rig.command({ name: 'start' });
      expect(lastReply(rig).ok).toBe(true);
    }
  });

  it('is refused while a critical channel is not measured, even if the twin replaces it', () => {
    const rig = new Rig({ config: CRITICAL });
    turnAt(rig, 0);
    rig.run(3);
    rig.values.delete('chain.velocity');
    rig.run(1);
    rig.command({ name: 'start' });
    expect(lastReply(rig)).toMatchObject({
      ok: false,
      message: 'critical channels are missing: chain.velocity; check their sensors',
    });
  });

  it('by autoStart waits for both conditions, and happens once', () => {
    const rig = new Rig({ config: `control: { autoStart: true }\n${CRITICAL}` });
    rig.values.set('chain.velocity', Number.NaN);
    rig.values.set('generator.speed', 40);
    rig.run(5);
    expect(stateOf(rig)).toBe('standby');
    rig.values.set('chain.velocity', 0);
    rig.run(5);
    expect(stateOf(rig)).toBe('standby');
    rig.values.set('generator.speed', 0);
    rig.run(3);
    expect(stateOf(rig)).toBe('starting');
    rig.command({ name: 'stop' });
    rig.run(60);
    expect(stateOf(rig)).toBe('standby');
  });

  it('by autoStart is not repeated after it has failed', () => {
    const rig = new Rig({ config: 'control: { autoStart: true, startTimeout: 15 }' });
    turnAt(rig, 0);
    rig.run(60);
    expect(stateOf(rig)).toBe('standby');
    expect(rig.alerts('start_failed')).toHaveLength(1);
  });

  it('that takes too long ends in standby with start_failed, which clears at the next start', () => {
    const rig = new Rig({ config: 'control: { startTimeout: 20 }' });
    turnAt(rig, 0);
    rig.run(1);
    rig.command({ name: 'start' });
    rig.run(19.9);
    expect(stateOf(rig)).toBe('starting');
    rig.run(0.3);
    expect(isActive(rig, 'start_failed')).toBe(true);
    rig.run(3);
    expect(stateOf(rig)).toBe('standby');
    expect(rig.eventsOf('lifecycle').map(({ data }) => data)).toContainEqual({
      plant: 'stopping',
      from: 'starting',
      because: 'start_failed',
    });
    rig.command({ name: 'start' });
    rig.run(1);
    expect([stateOf(rig), isActive(rig, 'start_failed')]).toEqual(['starting', false]);
  });

  it('needs one measured speed of two to become running', () => {
    const lost = new Rig({ config: 'control: { startTimeout: 30 }' });
    turnAt(lost, 0);
    lost.run(1);
    lost.command({ name: 'start' });
    lost.controlTick();
    for (const channel of ['chain.velocity', 'generator.speed']) lost.values.delete(channel);
    lost.run(31);
    expect(stateOf(lost)).toBe('stopping');
    const stuck = new Rig();
    turnAt(stuck, 0);
    stuck.run(1);
    stuck.command({ name: 'start' });
    turnAt(stuck, 0, 1.5);
    stuck.run(10);
    expect(stateOf(stuck)).toBe('running');
  });
});

describe('a chain that stands still in running', () => {
  it('raises not_turning after 5 s, and 30 s later the plant stops', () => {
    const rig = running();
    turnAt(rig, 0.01);
    rig.run(5);
    expect(isActive(rig, 'not_turning')).toBe(false);
    rig.run(0.6);
    expect(isActive(rig, 'not_turning')).toBe(true);
    rig.run(29);
    expect(stateOf(rig)).toBe('running');
    rig.run(1.5);
    // The chain has been at rest for long, so the stop takes no time.
    expect([stateOf(rig), isActive(rig, 'not_turning')]).toEqual(['standby', false]);
  });

  it('is not reported while one of the speeds shows that the chain turns, or while none is known', () => {
    const rig = running();
    turnAt(rig, 0, 1.5);
    rig.run(60);
    rig.values.delete('generator.speed');
    rig.values.delete('chain.velocity');
    rig.run(60);
    expect(rig.alerts('not_turning')).toEqual([]);
    expect(stateOf(rig)).toBe('running');
  });

  it('pauses its delay while no speed is known', () => {
    const rig = running();
    turnAt(rig, 0);
    rig.run(4);
    for (const channel of ['chain.velocity', 'generator.speed']) rig.values.delete(channel);
    rig.run(100);
    expect(isActive(rig, 'not_turning')).toBe(false);
    turnAt(rig, 0);
    rig.values.set('generator.speed', 0);
    rig.run(3);
    expect([stateOf(rig), isActive(rig, 'not_turning')]).toEqual(['running', true]);
  });

  it('stops the plant later when the alarm has a longer delay, and not at all when it is disabled', () => {
    const slow = running({ config: 'alerts: { not_turning: { onDelay: 60, level: critical } }' });
    turnAt(slow, 0);
    slow.run(88);
    expect(stateOf(slow)).toBe('running');
    expect(slow.alerts('not_turning').at(-1)).toMatchObject({ state: 'active', level: 'critical' });
    slow.run(5);
    expect(stateOf(slow)).not.toBe('running');
    const off = running({ config: 'alerts: { not_turning: { enabled: false } }' });
    turnAt(off, 0);
    off.run(120);
    expect(stateOf(off)).toBe('running');
  });

  it('stops the plant even if the alarm is shelved', () => {
    const rig = running();
    rig.command({ name: 'shelve', rule: 'not_turning', seconds: 3600 });
    turnAt(rig, 0);
    rig.run(40);
    expect(stateOf(rig)).toBe('standby');
  });
});

describe('a chain that turns although the plant is stopped', () => {
  it('raises a critical alarm after the mean of 2 s and the delay of 5 s, in standby and after a trip', () => {
    const standby = new Rig();
    turnAt(standby, 0, 0.3);
    standby.run(6.8);
    expect(isActive(standby, 'turning')).toBe(false);
    standby.run(0.6);
    expect(standby.alerts('turning').at(-1)).toMatchObject({ state: 'active', level: 'critical' });
    const tripped = running();
    tripped.setCondition('emergency_stop', true);
    tripped.run(8);
    expect(isActive(tripped, 'turning')).toBe(true);
    turnAt(tripped, 0);
    tripped.run(3);
    expect(isActive(tripped, 'turning')).toBe(false);
  });

  it('is not reported when the brake stops it in time', () => {
    const rig = running();
    rig.setCondition('emergency_stop', true);
    rig.run(4);
    turnAt(rig, 0);
    rig.run(20);
    expect(rig.alerts('turning')).toEqual([]);
  });
});

describe('no_power', () => {
  it('is judged by torque and speed, and by the load setpoint when no torque is measured or shown', () => {
    for (const torque of [120, 0, null]) {
      // The balance would name the current, and no_power leaves the alarm to it.
      const rig = running({ config: 'alerts: { energy_balance: { enabled: false } }' });
      // The twin needs some time to settle, too.
      rig.run(120);
      if (torque === null) rig.values.delete('generator.torque');
      else rig.values.set('generator.torque', torque);
      rig.values.set('generator.current', 1);
      rig.run(9.5);
      expect(isActive(rig, 'no_power')).toBe(false);
      rig.run(1);
      expect(isActive(rig, 'no_power')).toBe(true);
    }
  });

  it('is not raised without a load', () => {
    const rig = running({ config: 'control: { load: 0 }' });
    rig.values.set('generator.torque', 0);
    rig.values.set('generator.current', 0);
    rig.run(30);
    expect(rig.alerts('no_power')).toEqual([]);
  });
});

describe('a plant that does not measure everything', () => {
  it('has no alarms on channels that it does not measure', () => {
    const rig = new Rig({ sensors: ['chain.velocity'] });
    rig.start();
    rig.run(120);
    expect(rig.eventsOf('alert')).toEqual([]);
    expect(stateOf(rig)).toBe('running');
  });
});
