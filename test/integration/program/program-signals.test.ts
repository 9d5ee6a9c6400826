// How the compiled program ends: by a signal in order, by a second one at once, by SIGKILL without losing an event.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../support/feeder.js';
import { type Ending, RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { runningOnSim } from '../../support/running.js';
import { isGapless, Subscriber } from '../../support/subscriber.js';

/** Of the contract. */
const ORDERLY_END_MS = 2000;
const SAME_SIGNAL_MS = 500;

const needsMosquitto = describe.skipIf(!requireProgram('mosquitto'));

needsMosquitto('an orderly end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'follows %s: exit 0, a stopped event, offline retained',
    async (signal) => {
      const { program, subscriber, broker } = await runningOnSim();
      const askedMs = performance.now();
      program.signal(signal);
      expectOrderly(await program.ended, askedMs);

      const stopped = await subscriber.hears('events', 'the end', ({ data }) => data.program === 'stopped');
      const offline = await subscriber.hears('status', 'offline', ({ state }) => state === 'offline');
      expect(stopped.body).toMatchObject({ type: 'lifecycle', data: { run: 1 } });
      expect(offline.order).toBeGreaterThan(stopped.order);
      const late = await Subscriber.connect(broker.url);
      const { body, retained } = await late.hears('status', 'itself', () => true);
      expect([body.state, body.run, retained]).toEqual(['offline', 1, true]);
    },
  );

  it('takes two signals within half a second for one', async () => {
    const { program, subscriber } = await runningOnSim();
    const askedMs = performance.now();
    program.signal('SIGINT');
    program.signal('SIGTERM');
    program.signal('SIGINT');
    expectOrderly(await program.ended, askedMs);
    await subscriber.hears('status', 'offline', ({ state }) => state === 'offline');
  });

  it('is given up on a second signal later than that', async () => {
    const { program, broker } = await runningOnSim();
    // The goodbye to a broker that is frozen takes its time.
    broker.freeze();
    program.signal('SIGINT');
    await delay(SAME_SIGNAL_MS + 100);
    expect(program.isRunning).toBe(true);
    const secondMs = performance.now();
    program.signal('SIGINT');
    const { code, atMs } = await program.ended;
    expect(code).toBe(130);
    expect(atMs - secondMs).toBeLessThan(400);
  });

  it('does not depend on a broker', async () => {
    const { program, broker } = await runningOnSim();
    broker.freeze();
    const askedMs = performance.now();
    program.signal('SIGTERM');
    expectOrderly(await program.ended, askedMs);
  });
});

needsMosquitto('a program that is killed again and again', () => {
  it('leaves its will each time, counts its runs, and loses no event', { timeout: 90_000 }, async () => {
    const KILLS = 20;
    const random = seededRandom(2024);
    const { folder, subscriber, config, program: first } = await runningOnSim();
    const onlineIn = (run: number) => (body: { state: string; run: number }) =>
      body.state === 'online' && body.run === run;
    let program = first;
    for (let run = 1; run <= KILLS; run++) {
      await subscriber.hears('status', `run ${run} is online`, onlineIn(run));
      await busyFor(subscriber, random() * 600);
      await program.kill();
      await subscriber.hears(
        'status',
        `run ${run} is offline`,
        ({ state, run: of }) => state === 'offline' && of === run,
      );
      program = new RunningProgram(['run', '--config', config], folder);
    }
    await subscriber.hears('status', 'the last run is online', onlineIn(KILLS + 1));
    await program.stop();
    await subscriber.hears('events', 'the end', ({ data }) => data.program === 'stopped');

    const { events } = subscriber;
    expect(new Set(events.map(({ log }) => log)).size).toBe(1);
    expect(events[0]!.seq).toBe(1);
    expect(isGapless(events.map(({ seq }) => seq))).toBe(true);
    const started = events.filter(({ data }) => data.program === 'started').map(({ data }) => data.run);
    expect(started).toEqual(Array.from({ length: KILLS + 1 }, (_, i) => i + 1));
    // Many events were under way when it was killed.
    expect(events.length).toBeGreaterThan(5 * KILLS);
  });
});

/** Gives commands that leave events behind. */
async function busyFor(subscriber: Subscriber, ms: number): Promise<void> {
  const endMs = performance.now() + ms;
  for (let i = 0; performance.now() < endMs; i++) {
    const requestId = `busy-${performance.now()}`;
    await subscriber.send('mode', { requestId, mode: i % 2 === 0 ? 'accuracy' : 'balanced' });
    await delay(15);
  }
}

function expectOrderly({ code, signal, atMs }: Ending, askedMs: number): void {
  expect([code, signal]).toEqual([0, null]);
  expect(atMs - askedMs).toBeLessThan(ORDERLY_END_MS);
}
