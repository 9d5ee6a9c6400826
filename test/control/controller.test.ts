// The whole scan, tick by tick, on samples that a test chooses.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../hal/quality.js';
import { STEP } from '../../src/control/optimizer/degradation-ladder.js';
import { FRAME } from '../../src/control/records/frame.js';
import { Rig } from './rig.js';

const LINUX = {
  isSimulated: false,
  sensors: ['chain.velocity', 'generator.voltage', 'generator.current'],
} as const;

function quality(rig: Rig, channel: string): number {
  const { image } = rig.controller.view;
  return image.qualityOf(image.indexOf(channel));
}

function value(rig: Rig, channel: string): number {
  const { image } = rig.controller.view;
  return image.reported(image.indexOf(channel));
}

describe('a channel', () => {
  it('is good while its sensor delivers, stale after 0.2 s of silence with its last value, and good again with the next', () => {
    const rig = new Rig();
    rig.run(1);
    expect([quality(rig, 'chain.velocity'), value(rig, 'chain.velocity')]).toEqual([QUALITY.good, 1.549]);
    rig.values.delete('chain.velocity');
    rig.run(12 / 60);
    expect(quality(rig, 'chain.velocity')).toBe(QUALITY.good);
    rig.run(2 / 60);
    expect([quality(rig, 'chain.velocity'), value(rig, 'chain.velocity')]).toEqual([QUALITY.stale, 1.549]);
    rig.values.set('chain.velocity', 1.6);
    rig.tick();
    expect([quality(rig, 'chain.velocity'), value(rig, 'chain.velocity')]).toEqual([QUALITY.good, 1.6]);
  });

  it('is bad, without a value, when its value is NaN; the other channels of the record stay good', () => {
    const rig = new Rig();
    rig.run(1);
    rig.values.set('chain.velocity', Number.NaN);
    rig.tick();
    expect([quality(rig, 'chain.velocity'), value(rig, 'chain.velocity')]).toEqual([QUALITY.bad, Number.NaN]);
    expect(quality(rig, 'generator.voltage')).toBe(QUALITY.good);
  });

  it('keeps its last good value when a value is out of range, and is stale when no other value comes', () => {
    const rig = new Rig({ config: 'channels: { chain.velocity: { min: -3, max: 3 } }' });
    rig.run(1);
    rig.values.set('chain.velocity', 99);
    rig.tick();
    expect([quality(rig, 'chain.velocity'), value(rig, 'chain.velocity')]).toEqual([QUALITY.good, 1.549]);
    rig.run(0.3);
    expect(quality(rig, 'chain.velocity')).toBe(QUALITY.stale);
    expect(rig.alerts('sensor_invalid.chain.velocity').at(-1)).toMatchObject({ state: 'active' });
  });

  it('that neither a sensor nor a formula provides is absent', () => {
    const rig = new Rig({ sensors: ['chain.velocity'] });
    const names = rig.plan.layout.channels;
    expect(names).toContain('chain.acceleration');
    expect(names).not.toContain('generator.power');
    expect(names).not.toContain('derived.efficiency');
    expect(names.filter((name) => name.startsWith('twin.'))).toEqual([]);
  });
});

describe('a computed channel', () => {
  it('generator.power is voltage times current, and has the worse of their two qualities', () => {
    const rig = new Rig();
    rig.run(1);
    expect(value(rig, 'generator.power')).toBeCloseTo(155.1 * 28.57, 9);
    rig.values.delete('generator.current');
    rig.run(0.5);
    expect(quality(rig, 'generator.power')).toBe(QUALITY.stale);
    rig.values.set('generator.current', Number.NaN);
    rig.run(0.1);
    expect(quality(rig, 'generator.power')).toBe(QUALITY.bad);
    rig.values.set('generator.current', 10);
    rig.run(0.1);
    expect([quality(rig, 'generator.power'), value(rig, 'generator.power')]).toEqual([QUALITY.good, 1551]);
  });

  it('generator.power is measured when a sensor is configured for it', () => {
    const rig = new Rig({ sensors: ['generator.voltage', 'generator.current', 'generator.power'] });
    rig.values.set('generator.power', 4000);
    rig.run(1);
    expect(value(rig, 'generator.power')).toBe(4000);
  });

  it('chain.acceleration is the slope of the velocity', () => {
    const rig = new Rig();
    for (let n = 0; n < 60; n++) {
      rig.values.set('chain.velocity', 0.5 * (n / 60));
      rig.tick();
    }
    expect(value(rig, 'chain.acceleration')).toBeCloseTo(0.5, 6);
  });

  it('derived.efficiency is computed while the plant runs, from one second on', () => {
    const rig = new Rig();
    rig.run(5);
    expect(quality(rig, 'derived.efficiency')).toBe(QUALITY.bad);
    rig.start();
    rig.run(1.1);
    expect(value(rig, 'derived.efficiency')).toBeCloseTo((155.1 * 28.57) / 12_000, 6);
  });

  it('derived.netPower is the power left over after the compressor, in every state', () => {
    const rig = new Rig();
    rig.run(1);
    expect(value(rig, 'derived.netPower')).toBeCloseTo(155.1 * 28.57 - 12_000, 6);
    rig.values.delete('pneumatics.compressorPower');
    rig.run(0.5);
    expect(quality(rig, 'derived.netPower')).toBe(QUALITY.stale);
    rig.values.set('generator.voltage', Number.NaN);
    rig.run(0.1);
    expect(quality(rig, 'derived.netPower')).toBe(QUALITY.bad);
  });

  it('derived.efficiency includes the energy from the tank, and is still computed when the tank pressure is lost', () => {
    const rig = new Rig();
    rig.start();
    rig.run(2);
    const before = value(rig, 'derived.efficiency');
    rig.values.set('pneumatics.tankPressure', 200_000);
    rig.run(2);
    expect(value(rig, 'derived.efficiency')).toBeLessThan(0.8 * before);
    rig.values.delete('pneumatics.tankPressure');
    rig.run(1);
    expect(quality(rig, 'derived.efficiency')).toBe(QUALITY.good);
  });

  it('loop.rate is unknown for five seconds, then the rate of the control ticks', () => {
    const rig = new Rig();
    rig.run(4.9);
    expect(quality(rig, 'loop.rate')).toBe(QUALITY.bad);
    rig.run(1);
    expect(value(rig, 'loop.rate')).toBe(15);
  });
});

describe('the streams', () => {
  it.each([
    ['performance', 5],
    ['balanced', 10],
    ['accuracy', 20],
  ])('in mode %s send telemetry at exactly %d Hz and priority at the control rate', (mode, hz) => {
    const rig = new Rig({ config: `control: { mode: ${mode} }` });
    let telemetry = 0;
    let priority = 0;
    for (let n = 0; n < 6000; n++) {
      const { frame } = rig.tick();
      if (frame[FRAME.telemetrySeq]! > 0) expect(frame[FRAME.telemetrySeq]).toBe(++telemetry);
      if (frame[FRAME.prioritySeq]! > 0) expect(frame[FRAME.prioritySeq]).toBe(++priority);
    }
    expect([telemetry, priority]).toEqual([hz * 100, 1500]);
  });

  it('change their rate with the mode without a gap, a repetition or a jump of the phase', () => {
    const rig = new Rig();
    const ticks: number[] = [];
    for (let n = 0; n < 36_000; n++) {
      if (n % 60 === 7)
        rig.command({
          name: 'mode',
          mode: (['accuracy', 'performance', 'balanced'] as const)[((n / 60) % 3) | 0]!,
        });
      const { frame } = rig.tick();
      if (frame[FRAME.telemetrySeq]! > 0) {
        ticks.push(frame[FRAME.tick]!);
        expect(frame[FRAME.telemetrySeq]).toBe(ticks.length);
      }
    }
    ticks.forEach((tick, i) => {
      expect(tick % 3).toBe(0);
      if (i > 0) expect([3, 6, 9, 12]).toContain(tick - ticks[i - 1]!);
    });
    expect(rig.eventsOf('mode')).toHaveLength(600);
  });
});

describe('a plant with a simulated HAL', () => {
  it('starts on command, raises the load as a ramp, runs, and stops on command', () => {
    const rig = new Rig();
    const setSpeed = rig.bringToRest();
    expect(['brake', 'contactor', 'load'].map((name) => rig.setpoint(name))).toEqual([0, 0, 0]);
    rig.command({ name: 'start' });
    rig.controlTick();
    expect(rig.controller.plantState).toBe('starting');
    expect(['brake', 'contactor', 'load'].map((name) => rig.setpoint(name))).toEqual([1, 1, 0]);
    setSpeed(1);
    rig.run(2);
    expect(rig.setpoint('load')).toBeCloseTo(0.375, 1);
    rig.run(3);
    expect(rig.controller.plantState).toBe('running');
    expect(rig.setpoint('load')).toBe(0.75);
    rig.command({ name: 'stop' });
    rig.controlTick();
    expect(rig.controller.plantState).toBe('stopping');
    expect(['brake', 'contactor', 'load'].map((name) => rig.setpoint(name))).toEqual([0, 1, 0]);
    rig.values.set('chain.velocity', 0.01);
    rig.values.set('generator.speed', 0.2);
    rig.run(1.9);
    expect(rig.controller.plantState).toBe('stopping');
    rig.run(0.2);
    expect(rig.controller.plantState).toBe('standby');
    expect(['brake', 'contactor', 'load'].map((name) => rig.setpoint(name))).toEqual([0, 0, 0]);
    expect(rig.replies.map(({ ok }) => ok)).toEqual([true, true]);
  });

  it('starts by itself once with autoStart, and not again after a stop', () => {
    const rig = new Rig({ config: 'control: { autoStart: true }' });
    const turn = rig.bringToRest();
    rig.run(0.1);
    turn(1);
    rig.run(6);
    expect(rig.controller.plantState).toBe('running');
    rig.command({ name: 'stop' });
    rig.bringToRest();
    rig.run(60);
    expect(rig.controller.plantState).toBe('standby');
  });

  it('toggles its heartbeat each control tick, but not while it is tripped', () => {
    const rig = new Rig();
    const beats = [0, 1, 2, 3].map(() => {
      rig.controlTick();
      return rig.setpoint('heartbeat');
    });
    expect(beats[0]).not.toBe(beats[1]);
    expect(beats[2]).toBe(beats[0]);
    rig.controlTick({ stalledS: 1 });
    for (let n = 0; n < 4; n++) {
      rig.controlTick();
      expect(rig.setpoint('heartbeat')).toBe(0);
    }
  });

  it('has no critical channels, so a lost channel only raises an alarm', () => {
    const rig = new Rig();
    rig.start();
    rig.values.delete('chain.velocity');
    rig.run(2);
    expect(rig.controller.plantState).toBe('running');
    expect(rig.alerts('sensor_lost.chain.velocity').at(-1)).toMatchObject({ state: 'active', count: 1 });
  });
});

describe('a trip', () => {
  it('by overspeed makes the outputs safe on the same tick, latches, and ends only by a reset', () => {
    const rig = new Rig();
    rig.start();
    rig.values.set('chain.velocity', -10.5);
    rig.controlTick();
    expect(rig.controller.plantState).toBe('tripped');
    expect(['brake', 'contactor', 'load'].map((name) => rig.setpoint(name))).toEqual([0, 0, 0]);
    expect(rig.controller.view.degradation).toBe(STEP.tripped);
    expect(rig.eventsOf('trip')[0]!.data).toMatchObject({ cause: 'overspeed', channel: 'chain.velocity' });
    rig.command({ name: 'reset' });
    rig.controlTick();
    expect(rig.replies.at(-1)).toMatchObject({ ok: false, error: 'refused' });
    rig.values.set('chain.velocity', 1);
    rig.run(3);
    expect(rig.controller.plantState).toBe('tripped');
    rig.command({ name: 'start' });
    rig.command({ name: 'reset' });
    rig.controlTick();
    expect(rig.replies.slice(-2).map(({ ok }) => ok)).toEqual([false, true]);
    expect(rig.controller.plantState).toBe('standby');
    expect(rig.eventsOf('reset')).toHaveLength(1);
    expect(rig.eventsOf('trip')).toHaveLength(1);
  });

  it('by a critical channel comes within two control ticks after the channel is stale', () => {
    const rig = new Rig(LINUX);
    rig.start();
    rig.values.delete('chain.velocity');
    const lostS = rig.nowS;
    while (rig.controller.plantState === 'running') rig.tick();
    expect(rig.nowS - lostS).toBeLessThanOrEqual(0.2 + 2 / 15);
    expect(rig.eventsOf('trip')[0]!.data).toMatchObject({
      cause: 'critical_channel_lost',
      channel: 'chain.velocity',
    });
  });

  it('by a critical channel does not come in standby; there the start is refused instead', () => {
    const rig = new Rig(LINUX);
    rig.controlTick();
    rig.values.delete('chain.velocity');
    rig.run(1);
    expect(rig.controller.plantState).toBe('standby');
    rig.command({ name: 'start' });
    rig.controlTick();
    expect(rig.replies.at(-1)).toMatchObject({ ok: false, error: 'refused' });
    expect(rig.replies.at(-1)!.message).toContain('chain.velocity');
  });

  it('by a stall comes in every state, and names the stall as its cause, although all channels are stale after it', () => {
    const rig = new Rig(LINUX);
    rig.start();
    rig.controlTick({ stalledS: 10 });
    expect(rig.eventsOf('trip')[0]!.data).toMatchObject({ cause: 'process_stalled' });
    expect(rig.alerts('process_stalled').map(({ state }) => state)).toContain('active');
    const other = new Rig(LINUX);
    other.run(1);
    other.controlTick({ stalledS: 0.6 });
    expect(other.controller.plantState).toBe('tripped');
  });

  it('by a stability limit comes only when the configuration says so', () => {
    for (const [onViolation, expected] of [
      ['alarm', 'running'],
      ['degrade', 'running'],
      ['trip', 'tripped'],
    ] as const) {
      const rig = new Rig({ config: `limits: { maxForce: 9000, onViolation: ${onViolation} }` });
      rig.start();
      rig.values.set('chain.tension', 9500);
      rig.run(0.2);
      expect(rig.controller.plantState).toBe(expected);
      expect(rig.controller.view.degradation).toBe({ alarm: 0, degrade: 1, trip: 5 }[onViolation]);
    }
  });

  it('of an earlier run is still present after a start of the program', () => {
    const rig = new Rig({
      config: 'control: { autoStart: true }',
      trip: { cause: 'overspeed', message: 'it was too fast' },
    });
    rig.run(10);
    expect(rig.controller.plantState).toBe('tripped');
    rig.command({ name: 'reset' });
    rig.controlTick();
    expect(rig.controller.plantState).toBe('standby');
  });
});

describe('a lost sensor', () => {
  it('raises one alarm; channels that are computed from it raise no other', () => {
    const rig = new Rig();
    rig.start();
    // The samples are those of a settled plant. The twin needs some time to settle, too.
    rig.run(120);
    rig.events.length = 0;
    for (const channel of ['generator.voltage', 'pneumatics.compressorPower']) rig.values.delete(channel);
    rig.run(12);
    const raised = new Set(rig.eventsOf('alert').map(({ data }) => data.rule));
    expect(raised).toEqual(
      new Set(['sensor_lost.generator.voltage', 'sensor_lost.pneumatics.compressorPower']),
    );
  });

  it('raises no alarm when it was silent because the process stood still', () => {
    const rig = new Rig();
    rig.run(1);
    const before = new Map(rig.values);
    rig.values.clear();
    for (let n = 0; n < 10; n++) rig.tick(n === 0 ? { stalledS: 5 } : {});
    for (const [name, last] of before) rig.values.set(name, last);
    rig.run(1);
    expect(
      rig.eventsOf('alert').filter(({ data }) => String(data.rule).startsWith('sensor_lost')),
    ).toHaveLength(0);
  });

  it('is counted as recovered when its source is back', () => {
    const rig = new Rig();
    rig.notice({ source: 'serial.chain', state: 'lost', reason: 'it is silent' });
    rig.controlTick();
    rig.run(1);
    rig.notice({ source: 'serial.chain', state: 'recovered', reason: '' });
    rig.run(1);
    expect(rig.eventsOf('recovery').map(({ data }) => data.outcome)).toEqual(['attempted', 'succeeded']);
  });
});

describe('a command', () => {
  it('leaves an audit event with its outcome', () => {
    const rig = new Rig();
    rig.command({ name: 'load', fraction: 0.4 });
    rig.command({ name: 'reset' });
    rig.controlTick();
    expect(rig.eventsOf('command').map(({ data }) => [data.name, data.parameters, data.ok])).toEqual([
      ['load', { fraction: 0.4 }, true],
      ['reset', {}, false],
    ]);
    expect(rig.replies.map(({ requestId, error }) => [requestId, error])).toEqual([
      ['r1', null],
      ['r2', 'refused'],
    ]);
  });

  it('acknowledges and shelves alarms', () => {
    const rig = new Rig();
    rig.values.set('chain.velocity', 9);
    rig.run(1);
    rig.command({ name: 'acknowledge', rule: 'high_velocity' });
    rig.command({ name: 'shelve', rule: 'low_fps', seconds: 60 });
    rig.command({ name: 'acknowledge', rule: 'no_such_rule' });
    rig.run(0.2);
    expect(rig.alerts('high_velocity').at(-1)).toMatchObject({ state: 'active', acknowledged: true });
    expect(rig.alerts('low_fps').at(-1)?.shelvedUntil).toBeGreaterThan(0);
    expect(rig.replies.map(({ ok }) => ok)).toEqual([true, true, false]);
  });
});

describe('equal inputs', () => {
  it('give equal outputs, bit for bit', () => {
    const outputs = [1, 2].map(() => {
      const rig = new Rig({ config: 'control: { autoStart: true }' });
      const frames: number[] = [];
      for (let n = 0; n < 3000; n++) {
        rig.values.set('chain.velocity', 1.5 + Math.sin(n / 7));
        if (n === 1000) rig.values.delete('generator.speed');
        frames.push(...rig.tick().frame);
      }
      return { frames, events: rig.events };
    });
    expect(outputs[0]).toEqual(outputs[1]);
  });
});

describe('the emergency stop', () => {
  const press = (rig: Rig, pressed: boolean) => {
    rig.setCondition('emergency_stop', pressed);
  };

  it('trips in every state, standby too, before any other cause', () => {
    for (const prepare of [
      (_rig: Rig) => {},
      (rig: Rig) => rig.start(),
      (rig: Rig) => {
        rig.start();
        rig.command({ name: 'stop' });
        rig.controlTick();
      },
    ]) {
      const rig = new Rig();
      prepare(rig);
      press(rig, true);
      rig.values.set('chain.velocity', 12);
      rig.controlTick({ stalledS: 2 });
      expect(rig.controller.plantState).toBe('tripped');
      expect(rig.eventsOf('trip').map(({ data }) => data.cause)).toEqual(['emergency_stop']);
      expect(rig.alerts('emergency_stop').map(({ state }) => state)).toEqual(['active']);
    }
  });

  it('makes a reset and a start be refused while it is pressed, and the plant does not start by itself afterwards', () => {
    const rig = new Rig({ config: 'control: { autoStart: true }' });
    const turn = rig.bringToRest();
    rig.run(0.1);
    turn(1);
    rig.run(7);
    expect(rig.controller.plantState).toBe('running');
    press(rig, true);
    rig.controlTick();
    for (const name of ['reset', 'start'] as const) rig.command({ name });
    rig.controlTick();
    expect(rig.replies.map(({ error }) => error)).toEqual(['refused', 'refused']);
    expect(rig.controller.plantState).toBe('tripped');
    press(rig, false);
    rig.run(3);
    rig.command({ name: 'reset' });
    rig.run(2);
    expect(rig.controller.plantState).toBe('standby');
    expect(rig.alerts('emergency_stop').map(({ state }) => state)).toEqual(['active', 'cleared']);
  });

  it('makes a reset be refused on the tick on which it is pressed again', () => {
    const rig = new Rig();
    press(rig, true);
    rig.controlTick();
    press(rig, false);
    rig.controlTick();
    press(rig, true);
    rig.command({ name: 'reset' });
    rig.controlTick();
    expect(rig.replies.map(({ error }) => error)).toEqual(['refused']);
    expect(rig.controller.plantState).toBe('tripped');
  });
});

describe('the status of the core', () => {
  it('reports the plant state, and the missing channels', () => {
    const rig = new Rig({ config: 'channels: { chain.velocity: { critical: true } }' });
    rig.start();
    expect(rig.controller.status()).toMatchObject({
      plant: 'running',
      trip: null,
      mode: 'balanced',
      degradation: { step: 0, cause: null },
      missingChannels: [],
      loadSetpoint: 0.75,
    });
    rig.values.delete('chain.velocity');
    rig.run(1);
    expect(rig.controller.status()).toMatchObject({
      plant: 'tripped',
      trip: { cause: 'critical_channel_lost', channel: 'chain.velocity' },
      degradation: { step: 5 },
      missingChannels: ['chain.velocity'],
    });
  });
});
