// How commands over MQTT affect the timing of the compiled program: the rate of the telemetry, and a flood.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { requireProgram } from '../../support/programs.js';
import { runningOnSim } from '../../support/running.js';
import { isGapless } from '../../support/subscriber.js';
import { until } from '../../support/until.js';

/** A rule that is active while the plant runs, so that a test can cause alarms. */
const ALARM = 'alerts: { cold_water: { channel: water.temperature, below: 50, latch: true } }';

describe.skipIf(!requireProgram('mosquitto'))('commands over MQTT', () => {
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
      await until(`status has ${mode}`, () => subscriber.last('status')!.mode === mode);
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

  it('are each answered and executed once at a thousand a second, without an effect on the loop', async () => {
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
        // The same commands again: each is answered again, and was executed once.
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
    // Commands that came while too many waited are refused with a message. Each accepted command is one event.
    const events = () => subscriber.eventsOf('command').filter(({ data }) => data.ok === true);
    await until('every accepted one is on record', () => events().length === accepted, 20_000);
    expect(new Set(events().map(({ data }) => data.requestId)).size).toBe(accepted);
    expect(accepted).toBeGreaterThan(valid.length / 2);
    const answeredTs = Date.now();
    const after = await subscriber.hears('health', 'later figures', ({ ts }) => ts > answeredTs);
    // A busy machine may lose a tick. A tick that took all commands of a second would lose many.
    expect(after.body.loop.missed - health.body.loop.missed).toBeLessThanOrEqual(2);
  });
});
