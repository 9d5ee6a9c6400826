// A reload from its request to its outcome: one at a time, applied as a whole or not at all, and only while the program runs.
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/index.js';
import type { ReloadOutcome } from '../../../src/report/configuration.js';
import type { ReadResult } from '../../../src/runtime/reload/protocol.js';
import { ReloadDesk } from '../../../src/runtime/reload/reload-desk.js';

const { config } = parseConfig('', 'k.yaml');
const SOURCE = { file: 'k.yaml', sets: [] };
const CHANGE = { key: 'control.mode', from: 'balanced', to: 'accuracy' };
const RESTART = { key: 'device.site', from: 'demo', to: 'elsewhere' };

const USABLE: ReadResult = {
  ok: true,
  plan: { config: config!, changes: [CHANGE], needsRestart: [RESTART] },
  problems: [],
};
const UNUSABLE: ReadResult = {
  ok: false,
  problems: [{ file: 'k.yaml', line: 3, column: 1, key: 'x', message: 'is wrong', severity: 'error' }],
};

function desk({ refuses = false } = {}) {
  const readings: ((result: ReadResult) => void)[] = [];
  const outcomes: ReloadOutcome[] = [];
  const log: string[] = [];
  let pending = false;
  const one = new ReloadDesk({
    source: SOURCE,
    begun: () => log.push('begun'),
    read: () => new Promise((resolve) => readings.push(resolve)),
    prepare: () => {
      if (refuses) throw new RangeError('a threshold is not a number');
      log.push('prepared');
      pending = true;
    },
    isPending: () => pending,
    applied: () => log.push('applied'),
    tickUs: () => 40,
    told: (outcome) => outcomes.push(outcome),
    wallClock: () => 1000,
  });
  return {
    one,
    outcomes,
    log,
    readings,
    async read(result: ReadResult) {
      readings.at(-1)!(result);
      await Promise.resolve();
      await Promise.resolve();
      one.serve();
    },
    controlTick() {
      pending = false;
      one.serve();
    },
  };
}

describe('a reload', () => {
  it('is prepared between two ticks, and reported when a control tick has applied it', async () => {
    const { one, outcomes, log, read, controlTick } = desk();
    one.open();
    one.request();
    await read(USABLE);
    one.serve();
    expect([log, outcomes]).toEqual([['begun', 'prepared'], []]);
    controlTick();
    expect(log).toEqual(['begun', 'prepared', 'applied']);
    expect(outcomes).toEqual([{ ts: 1000, ok: true, changes: ['control.mode'], problems: [], tickUs: 40 }]);
    expect(one.status).toMatchObject({ file: 'k.yaml', needsRestart: ['device.site'] });
  });

  it('of an unusable file changes nothing and reports the reasons', async () => {
    const { one, outcomes, log, read } = desk();
    one.open();
    one.request();
    await read(UNUSABLE);
    expect(log).toEqual(['begun']);
    expect(outcomes).toMatchObject([
      { ok: false, changes: [], problems: ['k.yaml:3:1 x: is wrong'], tickUs: null },
    ]);
    expect(one.status).toMatchObject({ needsRestart: [], lastReload: { ok: false } });
  });

  it('is refused as a whole when the controller does not accept the configuration', async () => {
    const { one, outcomes, log, read } = desk({ refuses: true });
    one.open();
    one.request();
    await read(USABLE);
    expect(log).toEqual(['begun']);
    expect(outcomes[0]!.problems[0]).toContain('a threshold is not a number');
  });

  it('that is requested during the start waits until the program runs', async () => {
    const { one, readings } = desk();
    one.request();
    expect(readings).toHaveLength(0);
    one.open();
    expect(readings).toHaveLength(1);
  });

  it('that is requested several times during another one runs once after it', async () => {
    const { one, readings, outcomes, read, controlTick } = desk();
    one.open();
    one.request();
    one.request();
    one.request();
    expect(readings).toHaveLength(1);
    await read(USABLE);
    controlTick();
    expect(readings).toHaveLength(2);
    await read(UNUSABLE);
    expect(readings).toHaveLength(2);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false]);
  });

  it('does not begin while the program ends', () => {
    const { one, readings } = desk();
    one.open();
    one.close();
    one.request();
    expect(readings).toHaveLength(0);
  });
});
