// The totals of a run of the simulated plant, compared with the plant's own energy ledger.
import { expect, it } from 'vitest';
import { TERM } from '../../hal/sim/ledger.js';
import { simulatedConfig } from '../../src/testing/configuration.js';
import { VirtualRun } from '../../src/testing/virtual-run.js';
import { Accumulator } from '../../src/totals/accumulator.js';
import { totalsDocument } from '../../src/totals/document.js';
import { countEvent, NO_COUNTS } from '../../src/totals/run-counts.js';

const KWH = 3.6e6;

async function plant(rateHz: number) {
  const config = simulatedConfig({ 'control.autoStart': true, 'control.rateHz': rateHz });
  const run = await VirtualRun.create(config);
  const accumulator = new Accumulator(run.controller.plan.layout);
  let counts = NO_COUNTS;
  return {
    run,
    until(seconds: number) {
      while (run.nextTimeS < seconds) {
        run.tick();
        for (const event of run.events) counts = countEvent(counts, event);
        accumulator.count(counts);
        accumulator.frame(run.frame);
      }
    },
    ledger: () => run.simulation.plant.ledger.joules,
    document: () => totalsDocument({ ...accumulator.figures, ts: 0, since: 0 }),
  };
}

it.each([5, 60])('are within 0.1 % of the ledger at %i Hz', { timeout: 60_000 }, async (rateHz) => {
  const { until, ledger, document } = await plant(rateHz);
  until(360);
  const { energy, hours, starts, trips, availability, unmeasuredHours } = document();
  expect(energy.generatedKWh / (ledger()[TERM.electricalWork]! / KWH)).toBeCloseTo(1, 3);
  expect(energy.compressorKWh / (ledger()[TERM.compressorWork]! / KWH)).toBeCloseTo(1, 3);
  expect(hours.powered).toBeCloseTo(0.1, 4);
  expect(hours.running).toBeGreaterThan(0.09);
  expect({ starts, trips, availability, unmeasuredHours }).toEqual({
    ...{ starts: 1, trips: { total: 0, byCause: {} }, availability: 1, unmeasuredHours: 0 },
  });
});

it('leave out the energy of a time in which a sensor was lost, and say how long that was', {
  timeout: 60_000,
}, async () => {
  const { run, until, ledger, document } = await plant(15);
  until(120);
  const before = ledger()[TERM.electricalWork]!;
  const repair = run.simulation.inject({ kind: 'dropout', channel: 'generator.current' });
  until(240);
  const lost = (ledger()[TERM.electricalWork]! - before) / KWH;
  repair();
  until(300);
  const { energy, unmeasuredHours } = document();
  const all = ledger()[TERM.electricalWork]! / KWH;
  expect(lost).toBeGreaterThan(0.1);
  // The last value of the sensor counts until it is stale, after 0.2 s.
  expect(energy.generatedKWh).toBeCloseTo(all - lost, 3);
  expect(energy.unmeasuredHours).toEqual({ generated: expect.closeTo(120 / 3600, 3), compressor: 0 });
  expect(unmeasuredHours).toBe(energy.unmeasuredHours.generated);
});

it('count a trip by its cause, and the time until the reset as not available', {
  timeout: 60_000,
}, async () => {
  const { run, until, document } = await plant(15);
  until(60);
  run.emergencyStop(true);
  until(90);
  const { trips, hours, availability } = document();
  expect(trips).toEqual({ total: 1, byCause: { emergency_stop: 1 } });
  expect(hours.unavailable).toBeCloseTo(30 / 3600, 4);
  expect(availability).toBeCloseTo(2 / 3, 2);
});
