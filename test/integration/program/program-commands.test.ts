// The commands of the contract, sent over MQTT to the compiled program.
import { describe, expect, it } from 'vitest';
import { RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { runningOnSim } from '../../support/running.js';
import { until } from '../../support/until.js';

const needsMosquitto = describe.skipIf(!requireProgram('mosquitto'));

/** A rule that is active while the plant runs, so that a test can cause alarms. */
const ALARM = 'alerts: { cold_water: { channel: water.temperature, below: 50, latch: true } }';

needsMosquitto('commands over MQTT', () => {
  it('start and stop the plant, set its load, and are refused when the state does not allow them', async () => {
    const { subscriber } = await runningOnSim();
    expect(await subscriber.command('stop')).toMatchObject({ ok: false, error: 'refused' });
    expect(await subscriber.command('reset')).toMatchObject({ ok: false, error: 'refused' });
    expect(await subscriber.command('start', { by: 'ann' })).toMatchObject({ ok: true, error: null });
    expect(await subscriber.command('load', { fraction: 0.5 })).toMatchObject({ ok: true });
    await subscriber.plantIs('running');
    expect(await subscriber.command('start')).toMatchObject({ ok: false, error: 'refused' });
    expect(await subscriber.command('stop')).toMatchObject({ ok: true });
    await until('the plant stops', () =>
      subscriber.bodies('status').some(({ plant }) => plant === 'stopping'),
    );
    await subscriber.hears('events', 'a plant at rest', ({ data }) => data.plant === 'standby');
    const plants = subscriber
      .eventsOf('lifecycle')
      .flatMap(({ data }) => (data.plant === undefined ? [] : [data.plant]));
    expect(plants).toEqual(['starting', 'running', 'stopping', 'standby']);
    const audit = subscriber.eventsOf('command').map(({ data }) => [data.name, data.ok]);
    expect(audit).toEqual([
      ['stop', false],
      ['reset', false],
      ['start', true],
      ['load', true],
      ['start', false],
      ['stop', true],
    ]);
    expect(subscriber.eventsOf('command')[2]!.data).toMatchObject({ by: 'ann', origin: 'mqtt' });
  });

  it('acknowledge and shelve an alarm, and a restart keeps this', async () => {
    const { subscriber, program, folder, config } = await runningOnSim({ more: ALARM });
    const last = () => subscriber.alerts('cold_water').at(-1)?.body;
    await until('the alarm is there', () => last()?.state === 'active');
    expect(last()).toMatchObject({ acknowledged: false, shelvedUntil: null, count: 1 });
    expect(await subscriber.command('acknowledge', { rule: 'no_such_rule' })).toMatchObject({ ok: false });
    expect(await subscriber.command('acknowledge', { rule: 'cold_water' })).toMatchObject({ ok: true });
    await until('it is acknowledged', () => last()?.acknowledged === true);
    expect(await subscriber.command('shelve', { rule: 'cold_water', seconds: 3600 })).toMatchObject({
      ok: true,
    });
    await until('it is shelved', () => Number(last()?.shelvedUntil) > Date.now() + 3500 * 1000);
    const { id } = last()!;
    await program.stop();
    new RunningProgram(['run', '--config', config], folder);
    await subscriber.hears('telemetry', 'run 2', ({ run, seq }) => run === 2 && seq > 20);
    expect(last()).toMatchObject({ id, state: 'active', acknowledged: true, count: 1 });
    expect(await subscriber.command('shelve', { rule: 'cold_water', seconds: 0 })).toMatchObject({
      ok: true,
    });
    await until('it is not shelved any more', () => last()?.shelvedUntil === null);
  });

  it('are checked for form, permission, age and repetition before they are executed', async () => {
    const { subscriber } = await runningOnSim();
    const old = Date.now() - 60_000;
    expect(await subscriber.command('start', { ts: old })).toMatchObject({ ok: false, error: 'stale' });
    expect(await subscriber.command('start', { ts: undefined })).toMatchObject({ ok: false, error: 'stale' });
    expect(await subscriber.command('mode', { ts: old, mode: 'accuracy' })).toMatchObject({ error: 'stale' });
    expect(await subscriber.command('mode', { mode: 'fast' })).toMatchObject({ ok: false, error: 'invalid' });
    expect(await subscriber.command('load', { fraction: 2 })).toMatchObject({ ok: false, error: 'invalid' });
    expect(await subscriber.command('mode', { mode: 'accuracy', requestId: 'twice' })).toMatchObject({
      ok: true,
    });
    expect(await subscriber.command('mode', { mode: 'performance', requestId: 'twice' })).toMatchObject({
      ok: true,
    });
    await subscriber.send('start', { requestId: 'retained', ts: Date.now() }, { retain: true });
    await subscriber.send('start', { ts: Date.now() });
    expect(await subscriber.command('mode', { mode: 'balanced', requestId: 'last' })).toMatchObject({
      ok: true,
    });
    await until('the mode is balanced again', () => subscriber.last('status')!.mode === 'balanced');
    expect(subscriber.last('status')).toMatchObject({ plant: 'standby' });
    await subscriber.hears('events', 'the last command', ({ data }) => data.requestId === 'last');
    const done = subscriber.eventsOf('command').filter(({ data }) => data.ok === true);
    expect(done.map(({ data }) => data.requestId)).toEqual(['twice', 'last']);
  });

  it('are not executed when they are not allowed', async () => {
    const { subscriber } = await runningOnSim({ allow: '[acknowledge]' });
    const reply = await subscriber.command('mode', { mode: 'accuracy' });
    expect(reply).toMatchObject({ ok: false, error: 'not_allowed' });
    const refusal = await subscriber.hears('events', 'the refusal', ({ type }) => type === 'command');
    expect(refusal.body.data).toMatchObject({ name: 'mode', ok: false });
    expect(subscriber.last('status')!.mode).toBe('balanced');
  });

  it('publish events of the journal again', async () => {
    const { subscriber } = await runningOnSim();
    await subscriber.command('mode', { mode: 'accuracy' });
    await until('there are events', () => subscriber.events.length >= 3);
    const before = subscriber.on('events').length;
    expect(await subscriber.command('resend', { fromSeq: 1, toSeq: 2 })).toMatchObject({ ok: true });
    await until('they came again', () => subscriber.on('events').length >= before + 2);
    const again = subscriber.bodies('events').slice(before);
    expect(again.filter(({ seq }) => seq <= 2)).toEqual(subscriber.events.slice(0, 2));
  });
});
