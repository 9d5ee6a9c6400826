// The compiled program ends in order after a signal, and at once after a second one.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Ending } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { runningOnSim } from '../../support/running.js';
import { Subscriber } from '../../support/subscriber.js';

/** The limit in the contract. */
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

  it('treats two signals within half a second as one', async () => {
    const { program, subscriber } = await runningOnSim();
    const askedMs = performance.now();
    program.signal('SIGINT');
    program.signal('SIGTERM');
    program.signal('SIGINT');
    expectOrderly(await program.ended, askedMs);
    await subscriber.hears('status', 'offline', ({ state }) => state === 'offline');
  });

  it('is cut short by a second signal that comes later', async () => {
    const { program, broker } = await runningOnSim();
    // Saying offline to a frozen broker takes some time.
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

  it('does not need a broker', async () => {
    const { program, broker } = await runningOnSim();
    broker.freeze();
    const askedMs = performance.now();
    program.signal('SIGTERM');
    expectOrderly(await program.ended, askedMs);
  });
});

function expectOrderly({ code, signal, atMs }: Ending, askedMs: number): void {
  expect([code, signal]).toEqual([0, null]);
  expect(atMs - askedMs).toBeLessThan(ORDERLY_END_MS);
}
