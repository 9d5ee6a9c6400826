// A scenario whose control thread hangs: the guard latches as in a live run, and a reset releases the latch.
import { expect, it } from 'vitest';
import { Bench } from '../../src/testing/bench.js';

const RUNNING_S = 30;

async function running(): Promise<Bench> {
  const bench = await Bench.create({ 'control.autoStart': true });
  bench.runUntil(() => bench.value('plant') === 'running', RUNNING_S * 4);
  return bench;
}

/** A fault that makes one control tick take this time. */
function hang(bench: Bench, ms: number): void {
  const end = bench.inject({ fault: 'overrun', ms });
  while (!bench.tick());
  end();
}

function trips(bench: Bench): unknown[] {
  return bench.events.filter(({ type }) => type === 'trip').map(({ data }) => data.cause);
}

it('when control hangs for longer than half a second, the guard opens brake and contactor meanwhile', async () => {
  const bench = await running();
  const { plant } = bench.internals.simulation;
  const { drivetrain } = plant;
  hang(bench, 5000);
  expect(drivetrain.brakeReleased).toBe(true);
  const beforeMps = plant.velocity;
  bench.tick();
  expect(drivetrain.brakeReleased).toBe(false);
  expect(drivetrain.contactorClosed).toBe(false);
  // The next tick comes at the end of the hang. By then the brake has acted.
  expect(Math.abs(plant.velocity)).toBeLessThan(Math.abs(beforeMps) / 2);
  expect(trips(bench)).toEqual(['process_stalled']);
});

it('when control hung for longer than half a second, the plant starts again only after a reset', async () => {
  const bench = await running();
  hang(bench, 800);
  bench.run(1);
  expect(trips(bench)).toEqual(['process_stalled']);
  bench.command('start');
  bench.run(1);
  expect(bench.value('plant')).toBe('tripped');
  bench.run(2);
  bench.command('reset');
  bench.run(1);
  bench.command('start');
  bench.run(2);
  expect(bench.value('plant')).toBe('starting');
  expect(bench.internals.simulation.plant.drivetrain.brakeReleased).toBe(true);
  expect(trips(bench)).toHaveLength(1);
});

it('when control hangs for less than half a second, the guard does not latch', async () => {
  const bench = await running();
  hang(bench, 450);
  bench.run(1);
  expect(trips(bench)).toEqual([]);
  expect(bench.internals.simulation.plant.drivetrain.brakeReleased).toBe(true);
});
