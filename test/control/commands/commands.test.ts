// Commands at the start of a scan: what they find of the plant, what they change, and the trail that they leave.
import { describe, expect, it } from 'vitest';
import type { CommandRequest } from '../../../src/commands/command.js';
import { Rig } from '../rig.js';

/** Sends a command and runs the next control tick. Returns the reply. */
function send(rig: Rig, request: CommandRequest) {
  rig.command(request);
  rig.controlTick();
  return rig.replies.at(-1);
}

function atRest(config = ''): Rig {
  const rig = new Rig({ config });
  rig.bringToRest();
  return rig;
}

describe('a command', () => {
  it('leaves a reply, and an event with its fields, its sender and its outcome', () => {
    const rig = atRest();
    expect(send(rig, { name: 'load', fraction: 0.4 })).toEqual({
      requestId: 'r1',
      ok: true,
      error: null,
      message: expect.any(String),
    });
    expect(rig.eventsOf('command')).toMatchObject([
      {
        ts: expect.any(Number),
        data: {
          name: 'load',
          parameters: { fraction: 0.4 },
          requestId: 'r1',
          by: null,
          origin: 'api',
          ok: true,
        },
      },
    ]);
    expect(rig.eventsOf('command')[0]?.ts).toBe(1_764_000_000_000 + Math.round(rig.nowS * 1000));
  });

  it('that is refused says so in both', () => {
    const rig = atRest();
    expect(send(rig, { name: 'reset' })).toEqual({
      requestId: 'r1',
      ok: false,
      error: 'refused',
      message: 'the plant is standby: there is no trip to reset',
    });
    expect(rig.eventsOf('command')[0]?.data).toMatchObject({ name: 'reset', parameters: {}, ok: false });
  });

  it('is applied in the order of its arrival', () => {
    const rig = atRest();
    rig.command({ name: 'start' });
    rig.command({ name: 'stop' });
    rig.controlTick();
    expect(rig.replies.map(({ requestId, ok }) => [requestId, ok])).toEqual([
      ['r1', true],
      ['r2', true],
    ]);
    expect(rig.controller.plantState).toBe('stopping');
  });

  it('that the control core does not know is refused', () => {
    const rig = atRest();
    for (const name of ['resend', 'dance']) {
      expect(send(rig, { name } as never)).toMatchObject({
        ok: false,
        message: `the control core has no command ${name}`,
      });
    }
  });

  it('is not needed: without one there is no reply and no event', () => {
    const rig = atRest();
    rig.run(1);
    expect([rig.replies, rig.eventsOf('command')]).toEqual([[], []]);
  });
});

describe('start finds', () => {
  it('a plant in standby whose chain stands', () => {
    const rig = atRest();
    expect(send(rig, { name: 'start' })).toMatchObject({ ok: true, message: 'the plant starts' });
    expect(rig.controller.plantState).toBe('starting');
    expect(send(rig, { name: 'start' })?.message).toMatch(/^the plant is starting, not in standby/);
  });

  it('the speed of a chain that turns', () => {
    const rig = new Rig();
    rig.run(3);
    expect(send(rig, { name: 'start' })?.message).toMatch(/^the chain still turns, at 1.5\d m\/s/);
  });

  it('critical channels that are missing', () => {
    const rig = atRest('channels: { chain.velocity: { critical: true } }');
    rig.values.delete('chain.velocity');
    rig.run(0.5);
    expect(send(rig, { name: 'start' })?.message).toBe(
      'critical channels are missing: chain.velocity; check their sensors',
    );
  });

  it('the emergency stop', () => {
    const rig = atRest();
    rig.setCondition('emergency_stop', true);
    expect(send(rig, { name: 'start' })?.message).toBe('the emergency stop is pressed: release it first');
  });
});

describe('reset finds', () => {
  function tripped(): Rig {
    const rig = atRest();
    rig.setCondition('emergency_stop', true);
    rig.controlTick();
    expect(rig.controller.plantState).toBe('tripped');
    return rig;
  }

  it('the emergency stop while it is pressed', () => {
    expect(send(tripped(), { name: 'reset' })?.message).toBe(
      'the emergency stop is pressed: release it first',
    );
  });

  it('that the cause has been away for less than 2 s', () => {
    const rig = tripped();
    rig.setCondition('emergency_stop', false);
    rig.run(1);
    expect(send(rig, { name: 'reset' })?.message).toMatch(
      /^the last cause to trip has been away for 1\.\d s/,
    );
  });

  it('a trip whose cause has been away for 2 s, and records it', () => {
    const rig = tripped();
    rig.setCondition('emergency_stop', false);
    rig.run(2.5);
    expect(send(rig, { name: 'reset' })).toMatchObject({ ok: true, message: 'the trip is reset' });
    expect(rig.controller.plantState).toBe('standby');
    expect(rig.eventsOf('reset')).toMatchObject([{ data: { cause: 'emergency_stop' } }]);
  });

  it('another cause that is present', () => {
    const rig = tripped();
    rig.setCondition('emergency_stop', false);
    rig.values.set('chain.velocity', 11);
    rig.values.set('generator.speed', 11 * (39.3 / 1.549));
    rig.run(3);
    expect(send(rig, { name: 'reset' })?.message).toMatch(/^a cause to trip is still present: overspeed/);
  });
});

describe('the other commands', () => {
  it('stop cancels an automatic start that waits for its conditions', () => {
    const rig = new Rig({ config: 'control: { autoStart: true }' });
    rig.run(1);
    expect(rig.controller.view.autoStartPending).toBe(true);
    send(rig, { name: 'stop' });
    expect(rig.controller.view.autoStartPending).toBe(false);
  });

  it('load sets the setpoint', () => {
    const rig = atRest();
    expect(send(rig, { name: 'load', fraction: 0.4 })?.message).toBe('the load setpoint is 0.4');
    expect(rig.controller.view.loadSetpoint).toBe(0.4);
  });

  it('load pauses the search for the best load', () => {
    const rig = atRest('optimizer: { load: power }');
    send(rig, { name: 'load', fraction: 0.4 });
    expect(rig.controller.view.loadSetpoint).toBe(0.4);
    expect(rig.controller.view.loadOptimizer).toMatchObject({ state: 'paused', reason: 'set_by_hand' });
    expect(rig.replies[0]?.message).toBe(
      'the load setpoint is 0.4; the search for the best load pauses until the next start',
    );
  });

  it('mode sets the mode', () => {
    const rig = atRest();
    expect(send(rig, { name: 'mode', mode: 'accuracy' })?.message).toBe('the mode is accuracy');
    expect(rig.controller.view.mode).toBe('accuracy');
    expect(send(rig, { name: 'mode', mode: 'accuracy' })?.message).toBe('the mode is accuracy already');
    expect(rig.eventsOf('mode')).toMatchObject([{ data: { from: 'balanced', to: 'accuracy' } }]);
  });

  it('acknowledge and shelve reach the alarms', () => {
    const rig = atRest();
    expect(send(rig, { name: 'acknowledge', rule: '*' })?.message).toMatch(/acknowledged$/);
    expect(send(rig, { name: 'shelve', rule: 'degraded', seconds: 60 })).toMatchObject({
      ok: true,
      message: 'degraded is shelved for 60 s',
    });
    expect(rig.controller.view.alarms.stateOf('degraded')).toBe('shelved');
  });
});
