// The totals of the whole program: on MQTT, by `kpp totals`, over SIGKILL, after a reset, and at the end.
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { TotalsDocument } from '../../../src/totals/document.js';
import { simConfig } from '../../support/controller-config.js';
import { freePort } from '../../support/mosquitto.js';
import { Folder, kpp, type Outcome, RunningProgram } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { startBroker } from '../../support/running.js';
import { Subscriber } from '../../support/subscriber.js';

/** The compressor takes 12 kW: this is what it takes in a minute. */
const KWH_A_MINUTE = 0.2;
const ROUNDING = 1e-6;

async function started() {
  const broker = await startBroker();
  const folder = new Folder();
  const subscriber = await Subscriber.connect(broker.url);
  const text = simConfig({ mqttUrl: broker.url, storePath: `${folder.path}/kpp.db` });
  const config = folder.write('controller.yaml', text);
  const set = [`http.listen=127.0.0.1:${await freePort()}`, 'http.token=secret', 'control.autoStart=true'];
  const common = ['--config', config, ...set.flatMap((value) => ['--set', value])];
  return {
    subscriber,
    run: () => new RunningProgram(['run', ...common], folder),
    totals: (...more: string[]): Promise<Outcome> => kpp(['totals', ...common, '--json', ...more], folder),
  };
}

function document({ code, stdout, stderr }: Outcome): TotalsDocument {
  expect([code, stderr.includes('These are the totals that the store has') || stderr === '']).toEqual([
    0,
    true,
  ]);
  return JSON.parse(stdout) as TotalsDocument;
}

describe.skipIf(!requireProgram('mosquitto'))('the totals of a program', () => {
  it('lose at most a minute by SIGKILL, count nothing twice, and begin anew only by a reset with a reason', async () => {
    const { subscriber, run, totals } = await started();
    const beganMs = performance.now();
    const first = run();
    await subscriber.plantIs('starting');
    await delay(2000);
    const live = document(await totals());
    await first.kill();
    const kept = document(await totals());

    expect(live).toMatchObject({ starts: 1, trips: { total: 0, byCause: {} }, availability: 1 });
    expect(live.energy.compressorKWh).toBeGreaterThan(0);
    expect(kept.since).toBe(live.since);
    expect(live.energy.compressorKWh - kept.energy.compressorKWh).toBeLessThan(KWH_A_MINUTE);
    expect(live.hours.powered - kept.hours.powered).toBeLessThan(1 / 60);

    const second = run();
    const { body: later } = await subscriber.hears(
      'totals',
      'the second start',
      ({ starts }) => starts === kept.starts + 1,
    );
    const elapsedHours = (performance.now() - beganMs) / 3_600_000;
    expect(later).toMatchObject({ since: live.since, starts: kept.starts + 1 });
    expect(later.energy.compressorKWh).toBeGreaterThanOrEqual(kept.energy.compressorKWh);
    expect(later.hours.powered).toBeLessThan(elapsedHours);
    expect(later.energy.compressorKWh).toBeLessThan(60 * KWH_A_MINUTE * elapsedHours * 1.05);
    expect(later.unmeasuredHours).toBeLessThanOrEqual(later.hours.powered);

    const reason = 'the generator is a new one';
    const { before } = JSON.parse((await totals('--reset', '--reason', reason)).stdout) as {
      before: TotalsDocument;
    };
    expect(before.energy.compressorKWh).toBeGreaterThanOrEqual(later.energy.compressorKWh - ROUNDING);
    const { body } = await subscriber.hears(
      'events',
      'the reset',
      ({ data }) => data.name === 'totals_reset',
    );
    expect(body).toMatchObject({ type: 'command', data: { ok: true, origin: 'http', reason, before } });
    await subscriber.hears('totals', 'the reset', ({ since }) => since === before.ts);
    await second.stop();

    const last = subscriber.last('totals')!;
    const atEnd = document(await totals());
    expect(last.since).toBe(before.ts);
    expect(atEnd).toMatchObject({ since: before.ts, starts: 0, trips: { total: 0 } });
    expect(atEnd.hours.powered).toBeCloseTo(last.hours.powered, 3);
  });
});
