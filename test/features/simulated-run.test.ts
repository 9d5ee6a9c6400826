// The minutes of a run of the simulated plant show the events of that run.
import { expect, it } from 'vitest';
import { MinuteRecorder } from '../../src/features/minute-recorder.js';
import type { MinuteRow } from '../../src/features/minute-row.js';
import { simulatedConfig } from '../../src/testing/configuration.js';
import { VirtualRun } from '../../src/testing/virtual-run.js';

it('show a lost sensor, its alarm, its recovery, and the trip at the end', { timeout: 30_000 }, async () => {
  const run = await VirtualRun.create(simulatedConfig({ 'control.autoStart': true }));
  const { plan } = run.controller;
  const rows: MinuteRow[] = [];
  const recorder = new MinuteRecorder({
    layout: plan.layout,
    run: 1,
    onRow: (row) => rows.push(row),
  });
  const until = (seconds: number) => {
    while (run.nextTimeS < seconds) {
      run.tick();
      recorder.frame(run.frame);
      for (const event of run.events) recorder.event(event);
    }
  };
  until(70);
  const repair = run.simulation.inject({ kind: 'dropout', channel: 'water.temperature' });
  until(80);
  repair();
  until(130);
  run.emergencyStop(true);
  until(140);
  recorder.flush();

  expect(rows.map(({ frames, complete }) => [frames, complete])).toEqual([
    [3600, true],
    [3600, true],
    [1200, false],
  ]);
  const [first, second, third] = rows;
  expect(first?.series['water.temperature']).toMatchObject({ count: 3600, good: 1 });
  expect(first?.plant.running).toBeGreaterThan(0.5);
  expect(second?.series['water.temperature']?.stale).toBeCloseTo(9.8 / 60, 2);
  expect(second?.alarms['sensor_lost.water.temperature']).toMatchObject({ raised: 1 });
  // The alarm clears 5 s after the sensor is back: its off-delay.
  expect(second?.alarms['sensor_lost.water.temperature']?.activeS).toBeCloseTo(9.8 + 5, 0);
  expect(second?.series['twin.residual.chain.velocity']?.count).toBe(3600);
  expect(third?.trips).toEqual({ emergency_stop: 1 });
  expect(third?.plant.tripped).toBeCloseTo(0.5, 1);
});
