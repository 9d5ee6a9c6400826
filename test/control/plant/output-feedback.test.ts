// Outputs with a feedback contact: what happens when the contact does not show what the output was told.
import { describe, expect, it } from 'vitest';
import { FEEDBACK } from '../../../hal/feedback.js';
import { OUTPUTS, Rig, type RigOptions } from '../rig.js';

const CONTACTS = `
hal:
  outputs:
    brake: { line: 22, energised: release, feedback: { line: 6 } }
    contactor: { line: 23, energised: connect, feedback: { line: 5 } }
`;
const BRAKE = 0;
const CONTACTOR = 1;

/** A plant whose brake and contactor have contacts. They follow their outputs on the next base tick. */
class Cabinet {
  readonly rig: Rig;
  /** What a contact says instead of what its output was told, by its position. */
  readonly stuck = new Map<number, number>();

  constructor(options: RigOptions = {}) {
    const outputs = OUTPUTS.map((output, i) =>
      i <= CONTACTOR ? { ...output, hasFeedback: true as const } : output,
    );
    this.rig = new Rig({ outputs, ...options, config: `${CONTACTS}${options.config ?? ''}` });
    this.follow();
  }

  /** Runs for this plant time, with contacts that follow unless they are stuck. */
  run(seconds: number): void {
    for (let n = 0; n < Math.round(seconds * 60); n++) {
      this.rig.tick();
      this.follow();
    }
  }

  follow(): void {
    for (const [i, name] of ['brake', 'contactor'].entries()) {
      const followed = this.rig.now > 0 && this.rig.setpoint(name) >= 0.5 ? FEEDBACK.on : FEEDBACK.off;
      this.rig.feedback[i] = this.stuck.get(i) ?? followed;
    }
  }

  start(): void {
    const setSpeed = this.rig.bringToRest();
    this.rig.command({ name: 'start' });
    this.run(0.1);
    setSpeed(1);
    this.run(8);
    expect(this.rig.controller.plantState).toBe('running');
  }

  get state(): string {
    return this.rig.controller.plantState;
  }

  answer(name: 'start' | 'stop' | 'reset') {
    this.rig.command({ name });
    this.run(0.1);
    return this.rig.replies.at(-1)!;
  }
}

const alertStates = (cabinet: Cabinet, rule: string) => cabinet.rig.alerts(rule).map(({ state }) => state);

describe('an output that is energised without its contact confirming it', () => {
  it.each([
    [BRAKE, 'brake'],
    [CONTACTOR, 'contactor'],
  ] as const)('trips the plant after 0.5 s (%i, the %s), with an alarm', (i, name) => {
    const cabinet = new Cabinet();
    cabinet.start();
    cabinet.stuck.set(i, FEEDBACK.off);
    cabinet.run(0.4);
    expect([cabinet.state, alertStates(cabinet, `output_feedback.${name}`)]).toEqual(['running', []]);
    cabinet.run(0.25);
    expect(cabinet.state).toBe('tripped');
    expect(alertStates(cabinet, `output_feedback.${name}`)[0]).toBe('active');
    expect(cabinet.rig.eventsOf('trip').map(({ data }) => data)).toEqual([
      expect.objectContaining({
        cause: 'critical_channel_lost',
        channel: `outputs.${name}`,
        message: expect.stringContaining('energised, but the feedback does not confirm it'),
      }),
    ]);
  });

  it('trips also while the plant starts', () => {
    const cabinet = new Cabinet();
    cabinet.stuck.set(CONTACTOR, FEEDBACK.off);
    cabinet.rig.bringToRest();
    cabinet.rig.command({ name: 'start' });
    cabinet.run(0.5);
    expect(cabinet.state).toBe('starting');
    cabinet.run(0.2);
    expect(cabinet.state).toBe('tripped');
  });

  it('can be reset, because the cause is gone when the output is safe; the next start tries it again', () => {
    const cabinet = new Cabinet();
    cabinet.start();
    cabinet.stuck.set(CONTACTOR, FEEDBACK.off);
    cabinet.run(0.7);
    cabinet.rig.bringToRest();
    cabinet.run(2);
    expect(alertStates(cabinet, 'output_feedback.contactor').at(-1)).toBe('cleared');
    expect(cabinet.answer('reset').ok).toBe(true);
    expect(cabinet.answer('start').ok).toBe(true);
    cabinet.run(0.6);
    expect(cabinet.state).toBe('tripped');
  });

  it('may take up to 0.5 s to follow: nothing happens', () => {
    const cabinet = new Cabinet();
    cabinet.start();
    for (let n = 0; n < 5; n++) {
      cabinet.stuck.set(CONTACTOR, FEEDBACK.off);
      cabinet.run(0.4);
      cabinet.stuck.clear();
      cabinet.run(0.2);
    }
    expect([cabinet.state, alertStates(cabinet, 'output_feedback.contactor')]).toEqual(['running', []]);
  });
});

describe('an output that is not energised although its contact says so', () => {
  it('is an alarm after 0.5 s, and no trip: the outputs are safe already', () => {
    const cabinet = new Cabinet();
    cabinet.run(1);
    cabinet.stuck.set(CONTACTOR, FEEDBACK.on);
    cabinet.run(0.4);
    expect(alertStates(cabinet, 'output_feedback.contactor')).toEqual([]);
    cabinet.run(0.3);
    expect([cabinet.state, alertStates(cabinet, 'output_feedback.contactor')]).toEqual([
      'standby',
      ['active'],
    ]);
    expect(cabinet.rig.alerts('output_feedback.contactor')[0]).toMatchObject({
      level: 'critical',
      message: expect.stringContaining(
        'output contactor: its feedback contact contradicts it (not energised',
      ),
    });
  });

  it('refuses a start, at once and without the 0.5 s: a weld could not be seen later', () => {
    const cabinet = new Cabinet();
    cabinet.rig.bringToRest();
    cabinet.stuck.set(CONTACTOR, FEEDBACK.on);
    cabinet.run(0.1);
    const reply = cabinet.answer('start');
    expect(reply).toMatchObject({ ok: false, error: 'refused' });
    expect(reply.message).toContain('contactor: not energised, but the feedback still says energised');
    cabinet.stuck.clear();
    cabinet.run(0.1);
    expect(cabinet.answer('start').ok).toBe(true);
  });

  it('makes an automatic start wait', () => {
    const cabinet = new Cabinet({ config: 'control: { autoStart: true }' });
    cabinet.stuck.set(BRAKE, FEEDBACK.on);
    cabinet.rig.bringToRest();
    cabinet.run(3);
    expect(cabinet.state).toBe('standby');
    cabinet.stuck.clear();
    cabinet.run(0.2);
    expect(cabinet.state).toBe('starting');
  });

  it('is told as well while the plant stops, without a trip: the contactor is what brakes then', () => {
    const cabinet = new Cabinet();
    cabinet.start();
    cabinet.stuck.set(BRAKE, FEEDBACK.on);
    expect(cabinet.answer('stop').ok).toBe(true);
    cabinet.run(0.7);
    expect([cabinet.state, alertStates(cabinet, 'output_feedback.brake')]).toEqual(['stopping', ['active']]);
  });
});

describe('a contact that cannot be read', () => {
  it('contradicts its output in both positions', () => {
    const cabinet = new Cabinet();
    cabinet.start();
    cabinet.stuck.set(BRAKE, FEEDBACK.unreadable);
    cabinet.run(0.7);
    expect(cabinet.state).toBe('tripped');
    expect(cabinet.rig.eventsOf('trip')[0]!.data).toMatchObject({
      message: expect.stringContaining('its feedback cannot be read'),
    });
    cabinet.rig.bringToRest();
    cabinet.run(3);
    expect(cabinet.answer('reset').ok).toBe(true);
    expect(cabinet.answer('start').ok).toBe(false);
  });
});

it('an output without a contact has no such alarm', () => {
  const rig = new Rig({ config: CONTACTS });
  rig.start();
  expect(rig.controller.view.feedback.watched).toEqual([]);
  expect(rig.alerts('output_feedback.brake')).toEqual([]);
});
