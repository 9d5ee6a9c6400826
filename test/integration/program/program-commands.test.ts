// The commands of the contract, given over MQTT to the compiled program.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { runningOnSim } from '../../support/running.js';
import { isGapless } from '../../support/subscriber.js';
import { until } from '../../support/until.js';

const needsMosquitto = describe.skipIf(!requireProgram('mosquitto'));

/** A rule that is active whenever the plant is, for alarms on demand. */
const ALARM = 'alerts: { cold_water: { channel: water.temperature, below: 50, latch: true } }';

needsMosquitto('commands over MQTT', () => {
  it('start and stop the plant, set its load, and are refused where they make no sense', async () => {
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

  it('change the mode, and with it the telemetry, without a gap', async () => {
    const { subscriber } = await runningOnSim();
    for (const [mode, rateHz] of [
      ['accuracy', 20],
      ['performance', 5],
      ['balanced', 10],
    ] as const) {
      const heard = subscriber.heard;
      expect(await subscriber.command('mode', { mode })).toMatchObject({ ok: true });
      const isNew = (body: { mode: string }, order: number) => body.mode === mode && order >= heard;
      const first = await subscriber.hears('telemetry', mode, (body, { order }) => isNew(body, order));
      const endTs = first.body.ts + 2000;
      await subscriber.hears('telemetry', `two seconds of ${mode}`, ({ ts }) => ts >= endTs);
      const stamps = subscriber
        .on('telemetry')
        .filter(({ body, order }) => isNew(body, order))
        .map(({ body }) => body.ts);
      const periods = stamps.slice(1).map((ts, i) => ts - stamps[i]!);
      const right = periods.filter((period) => Math.abs(period - 1000 / rateHz) <= 2).length;
      expect(right).toBeGreaterThan(periods.length / 2);
      await until(`status tells ${mode}`, () => subscriber.last('status')!.mode === mode);
      await subscriber.hears(
        'health',
        `${rateHz} Hz`,
        ({ streams }, { order }) => order >= heard && streams.telemetryHz === rateHz,
      );
    }
    expect(isGapless(subscriber.bodies('telemetry').map(({ seq }) => seq))).toBe(true);
    expect(isGapless(subscriber.bodies('priority').map(({ seq }) => seq))).toBe(true);
    await subscriber.hears(
      'events',
      'the last mode',
      ({ type, data }) => type === 'mode' && data.to === 'balanced',
    );
    expect(subscriber.eventsOf('mode').map(({ data }) => data.to)).toEqual([
      'accuracy',
      'performance',
      'balanced',
    ]);
  });

  it('acknowledge and shelve an alarm, which is still known after a restart', async () => {
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

  it('are judged for form, permission, age and repetition before anything is done', async () => {
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

  it('that are not allowed are not done', async () => {
    const { subscriber } = await runningOnSim({ allow: '[acknowledge]' });
    const reply = await subscriber.command('mode', { mode: 'accuracy' });
    expect(reply).toMatchObject({ ok: false, error: 'not_allowed' });
    const refusal = await subscriber.hears('events', 'the refusal', ({ type }) => type === 'command');
    expect(refusal.body.data).toMatchObject({ name: 'mode', ok: false });
    expect(subscriber.last('status')!.mode).toBe('balanced');
  });

  it('are each answered and done once, at a thousand a second, and the loop does not notice', async () => {
    const { subscriber } = await runningOnSim({ more: ALARM });
    await until('the alarm is there', () => subscriber.alertState('cold_water') === 'active');
    const health = await subscriber.hears('health', 'the first figures', () => true);
    const modes = ['performance', 'balanced', 'accuracy'];
    const sent: string[] = [];
    const valid: string[] = [];
    const send = async (name: string, requestId: string, fields: Record<string, unknown>) => {
      sent.push(requestId);
      await subscriber.send(name, { requestId, ...fields }, { qos: 0 });
    };
    for (let second = 0; second < 3; second++) {
      const begun = performance.now();
      for (let i = 0; i < 200; i++) {
        const id = `${second}-${i}`;
        valid.push(`ok-${id}`);
        await send('mode', `ok-${id}`, { mode: modes[i % 3] });
        await send('mode', `bad-${id}`, { mode: 'fast' });
        await send('start', `old-${id}`, { ts: 0 });
        await send('launch', `unknown-${id}`, {});
        // The same once more: answered again, done once.
        await subscriber.send('mode', { requestId: `ok-${id}`, mode: modes[i % 3] }, { qos: 0 });
      }
      await delay(Math.max(0, 1000 - (performance.now() - begun)));
    }
    const repliesTo = (name: string, ids: readonly string[]) =>
      ids.map((id) => subscriber.replies(name, id).length);
    await until('all are answered', () => repliesTo('mode', valid).every((count) => count === 2), 20_000);
    const others = sent.filter((id) => !id.startsWith('ok-'));
    const nameOf = (id: string) =>
      id.startsWith('bad') ? 'mode' : id.startsWith('old') ? 'start' : 'launch';
    await until(
      'the refused ones as well',
      () => others.every((id) => subscriber.replies(nameOf(id), id).length === 1),
      20_000,
    );
    const errorOf = (id: string) => subscriber.replies(nameOf(id), id)[0]!.error;
    expect([errorOf('bad-0-0'), errorOf('old-0-0'), errorOf('unknown-0-0')]).toEqual([
      'invalid',
      'stale',
      'invalid',
    ]);
    const answers = valid.map((id) => subscriber.replies('mode', id));
    for (const [first, second] of answers) expect(second).toEqual(first);
    const accepted = answers.filter(([first]) => first!.ok).length;
    // Those that came while too many waited are refused in words; each that was accepted is one event.
    const events = () => subscriber.eventsOf('command').filter(({ data }) => data.ok === true);
    await until('every accepted one is on record', () => events().length === accepted, 20_000);
    expect(new Set(events().map(({ data }) => data.requestId)).size).toBe(accepted);
    expect(accepted).toBeGreaterThan(valid.length / 2);
    const answeredTs = Date.now();
    const after = await subscriber.hears('health', 'later figures', ({ ts }) => ts > answeredTs);
    // A machine that is busy with other things may cost a tick; a tick that took every command of a second would cost many.
    expect(after.body.loop.missed - health.body.loop.missed).toBeLessThanOrEqual(2);
  });

  it('bring events back out of the journal', async () => {
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
