// When the search may move the load, and when it must not, on samples that a test chooses.
import { describe, expect, it } from 'vitest';
import { DEFAULT_POINT, Rig, type RigOptions } from '../../rig.js';

function runningRig(load: string, options: RigOptions = {}): Rig {
  const rig = new Rig({ ...options, config: `optimizer: { load: ${load} }\n${options.config ?? ''}` });
  rig.start();
  return rig;
}

const search = (rig: Rig) => rig.controller.view.loadOptimizer;
const setpoint = (rig: Rig) => rig.controller.view.loadSetpoint;

/** Runs until the search moves the load. The samples do not react to the load; these tests do not need that. */
function runUntilItMoves(rig: Rig): void {
  const before = setpoint(rig);
  for (let i = 0; i < 120 && setpoint(rig) === before; i++) rig.run(1);
  expect(setpoint(rig)).not.toBe(before);
}

describe('the search on the load', () => {
  it('is off unless it is configured, and never moves the load while it is off', () => {
    const rig = runningRig('off');
    rig.run(120);
    expect(setpoint(rig)).toBe(0.75);
    expect(search(rig)).toMatchObject({ state: 'off', reason: 'off' });
  });

  it('begins when the plant runs, and moves the load in small steps', () => {
    const rig = new Rig({ config: 'optimizer: { load: power }' });
    rig.run(5);
    expect(search(rig)).toMatchObject({ state: 'frozen', reason: 'not_running' });
    rig.start();
    expect(search(rig)).toMatchObject({ state: 'probing', reason: 'started' });
    let last = setpoint(rig);
    let largest = 0;
    for (let i = 0; i < 15 * 120; i++) {
      rig.controlTick();
      largest = Math.max(largest, Math.abs(setpoint(rig) - last));
      last = setpoint(rig);
    }
    expect(largest).toBeGreaterThan(0);
    expect(largest).toBeLessThan(0.002);
  });

  it.each([
    ['power', 'generator.voltage'],
    ['power', 'chain.velocity'],
    ['power', 'chain.tension'],
    ['efficiency', 'pneumatics.compressorPower'],
  ])('maximising %s, it holds the load while %s is lost, and continues afterwards', (objective, channel) => {
    const rig = runningRig(objective);
    runUntilItMoves(rig);
    rig.values.delete(channel);
    rig.run(1);
    const held = setpoint(rig);
    rig.run(30);
    expect(setpoint(rig)).toBe(held);
    expect(search(rig)).toMatchObject({ state: 'frozen', reason: 'channel_unusable' });
    rig.values.set(channel, DEFAULT_POINT[channel]!);
    rig.run(1);
    expect(search(rig)).toMatchObject({ state: 'frozen', reason: 'channel_doubted' });
    // The alarm of the loss waits for 5 s before it clears.
    rig.run(5);
    expect(search(rig).state).toBe('probing');
    runUntilItMoves(rig);
  });

  it('maximising power, it also works without the power of the compressor', () => {
    const rig = runningRig('power', {
      sensors: Object.keys(DEFAULT_POINT).filter((name) => name !== 'pneumatics.compressorPower'),
    });
    runUntilItMoves(rig);
  });

  it.each([
    ['power', 'chain.velocity'],
    ['power', 'generator.voltage'],
    ['efficiency', 'pneumatics.compressorPower'],
  ])('maximising %s, it reports that it cannot work on a plant without %s', (objective, channel) => {
    const sensors = Object.keys(DEFAULT_POINT).filter((name) => name !== channel);
    const rig = new Rig({ config: `optimizer: { load: ${objective} }`, sensors });
    rig.start();
    rig.run(60);
    expect(setpoint(rig)).toBe(0.75);
    expect(search(rig)).toMatchObject({ state: 'frozen', reason: 'channel_missing' });
  });

  it('does not move the load from degradation step 3 on', () => {
    const rig = runningRig('power');
    runUntilItMoves(rig);
    rig.run(5, { computeS: 0.065 });
    expect(rig.controller.view.degradation).toBeGreaterThanOrEqual(3);
    const held = setpoint(rig);
    rig.run(10, { computeS: 0.065 });
    expect(setpoint(rig)).toBe(held);
    expect(search(rig)).toMatchObject({ state: 'frozen', reason: 'degraded' });
    rig.run(60);
    expect(search(rig).state).not.toBe('frozen');
  });

  it('pauses when the load is set by a command, and reports it, until the next start', () => {
    const rig = runningRig('power');
    runUntilItMoves(rig);
    rig.command({ name: 'load', fraction: 0.42 });
    rig.run(120);
    expect(setpoint(rig)).toBe(0.42);
    expect(search(rig)).toMatchObject({ state: 'paused', reason: 'set_by_hand' });
    expect(rig.replies.at(-1)?.message).toBe(
      'the load setpoint is 0.42; the search for the best load pauses until the next start',
    );
    rig.command({ name: 'stop' });
    rig.run(1);
    const setSpeed = rig.bringToRest();
    rig.run(3);
    expect(search(rig).state).toBe('paused');
    setSpeed(1);
    rig.start();
    expect(search(rig).state).toBe('probing');
    expect(setpoint(rig)).toBe(0.42);
    runUntilItMoves(rig);
  });

  it('continues from a setpoint that was written once', () => {
    const rig = runningRig('power');
    runUntilItMoves(rig);
    rig.controller.writeLoadSetpoint(0.3);
    rig.run(1);
    expect(setpoint(rig)).toBe(0.3);
    expect(search(rig)).toMatchObject({ state: 'probing', reason: 'setpoint_written' });
    runUntilItMoves(rig);
    expect(Math.abs(setpoint(rig) - 0.3)).toBeLessThan(0.05);
  });

  it('stays paused when a setpoint is written after a command', () => {
    const rig = runningRig('power');
    rig.command({ name: 'load', fraction: 0.42 });
    rig.run(1);
    rig.controller.writeLoadSetpoint(0.3);
    rig.run(60);
    expect(setpoint(rig)).toBe(0.3);
    expect(search(rig).state).toBe('paused');
  });

  it('uses the lowest of all limits of the speed: alarm rules, stability limit, interlock', () => {
    for (const config of [
      'alerts: { high_velocity: { above: 1.6, hysteresis: 0.1 } }',
      'limits: { maxVelocity: 1.6 }',
      'interlocks: { overspeed: { channel: generator.speed, above: 40 } }',
    ]) {
      const rig = new Rig({ config: `optimizer: { load: power }\n${config}` });
      rig.start();
      expect(search(rig)).toMatchObject({ state: 'probing', reason: 'velocity_limit' });
      rig.run(1);
      expect(setpoint(rig)).toBeGreaterThan(0.8);
    }
  });
});
