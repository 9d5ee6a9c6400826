// The live page in a real browser.
import { afterEach, describe, expect, it } from 'vitest';
import { QUALITY } from '../../hal/quality.js';
import { healthDocument } from '../../src/report/health.js';
import { alertEvent } from '../comms/fake-source.js';
import { Browser } from '../comms/http/browser.js';
import { HttpBench } from '../comms/http/http-bench.js';
import { COMMS_HEALTH, someHealth } from '../support/health.js';
import { idleStreams } from '../support/idle-streams.js';
import { requireProgram } from '../support/programs.js';

const PERIOD_MS = 1000 / 60;
const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) {
    await cleanUp();
  }
});

/** A server whose plant delivers 60 frames a second: a good velocity, a stale power, a bad pressure. */
async function startPlant(port = 0): Promise<HttpBench> {
  const bench = await HttpBench.start({ port });
  let tick = 0;
  const timer = setInterval(() => {
    bench.frame(tick++, {
      values: [-1.5512, 4431, Number.NaN],
      qualities: [QUALITY.good, QUALITY.stale, QUALITY.bad],
    });
  }, PERIOD_MS);
  cleanUps.push(async () => {
    clearInterval(timer);
    await bench.stop();
  });
  return bench;
}

async function openPage({ url }: HttpBench): Promise<Browser> {
  const browser = await Browser.open(url);
  cleanUps.push(() => browser.close());
  return browser;
}

function healthOf(connected: boolean) {
  return healthDocument(someHealth(), {
    run: 3,
    comms: { ...COMMS_HEALTH, connected },
    streams: idleStreams(1),
    rss: 81_000_000,
  });
}

const text = (id: string) => `document.getElementById('${id}').textContent`;
const CONNECTED = `${text('page')} === 'connected'`;

/** The content of a row: name with tag, value, unit, style. */
const ROWS = `[...document.querySelectorAll('tr')].map((row) =>
  [...row.cells].map((cell) => cell.textContent).concat(row.className).join('|'))`;

describe.skipIf(!requireProgram('chromium'))('the live page in a browser', () => {
  it('shows values with unit and quality, without an error in the console', async () => {
    const browser = await openPage(await startPlant());
    await browser.until(CONNECTED);
    await browser.until(`document.querySelector('tr.stale') !== null`);
    expect(await browser.evaluate(ROWS)).toEqual([
      'velocity|−1.551|m/s|',
      'powerstale|4.431|kW|stale',
      'tank pressureno value|–||bad',
    ]);
    expect(await browser.evaluate(`[...document.querySelectorAll('h2')].map((h) => h.textContent)`)).toEqual([
      'Chain',
      'Generator',
      'Pneumatics',
    ]);
    expect(browser.complaints).toEqual([]);
  });

  it('shows the plant, the mode, the degradation, the broker and the alarms, as they change', async () => {
    const bench = await startPlant();
    const browser = await openPage(bench);
    await browser.until(`document.querySelector('#alarms .none') !== null`);
    expect(await browser.evaluate(text('plant'))).toBe('running');
    expect(await browser.evaluate(text('mode'))).toBe('balanced');

    bench.health = healthOf(true);
    bench.source.store(alertEvent('high_velocity', { message: 'the chain is <b>fast</b>' }));
    await browser.until(`${text('broker')} === 'connected'`);
    await browser.until(`${text('alarms')}.includes('the chain is <b>fast</b>')`);
    expect(await browser.evaluate(text('degradation'))).toBe('none');

    bench.health = healthOf(false);
    bench.source.store(alertEvent('high_velocity', { state: 'cleared' }));
    await browser.until(`${text('broker')} === 'not connected'`);
    await browser.until(`document.querySelector('#alarms .none') !== null`);
  });

  it('says that the controller is lost, shows the values as old, and recovers by itself', async () => {
    const bench = await startPlant();
    const browser = await openPage(bench);
    await browser.until(CONNECTED);
    await bench.stop();
    await browser.until(`${text('page')} === 'not connected, trying'`);
    expect(await browser.evaluate('document.body.className')).toBe('old');

    await startPlant(bench.port);
    await browser.until(CONNECTED);
    expect(await browser.evaluate('document.body.className')).toBe('');
  });

  it('says so when the server answers but no frames come', async () => {
    const bench = await HttpBench.start();
    cleanUps.push(() => bench.stop());
    const browser = await openPage(bench);
    await browser.until(`${text('page')} === 'no new values'`);
  });

  it('fits on a phone', async () => {
    const bench = await startPlant();
    bench.source.store(alertEvent('high_velocity', { message: 'x'.repeat(200) }));
    const browser = await openPage(bench);
    const size = { width: 360, height: 740, deviceScaleFactor: 2, mobile: true };
    await browser.call('Emulation.setDeviceMetricsOverride', size);
    await browser.until(CONNECTED);
    await browser.until(`document.querySelector('#alarms .warning') !== null`);
    expect(await browser.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  });
});
