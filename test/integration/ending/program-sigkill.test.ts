// A program that is killed by SIGKILL repeatedly loses no event.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../support/feeder.js';
import { RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { runningOnSim } from '../../support/running.js';
import { isGapless, type Subscriber } from '../../support/subscriber.js';

describe.skipIf(!requireProgram('mosquitto'))('a program that is killed repeatedly', () => {
  it('makes the broker publish its will each time, counts its runs, and loses no event', {
    timeout: 300_000,
  }, async () => {
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
    // Many events were not yet delivered when it was killed.
    expect(events.length).toBeGreaterThan(5 * KILLS);
  });
});

/** Sends commands, each of which makes an event. */
async function busyFor(subscriber: Subscriber, ms: number): Promise<void> {
  const endMs = performance.now() + ms;
  for (let i = 0; performance.now() < endMs; i++) {
    const requestId = `busy-${performance.now()}`;
    await subscriber.send('mode', { requestId, mode: i % 2 === 0 ? 'accuracy' : 'balanced' });
    await delay(15);
  }
}
