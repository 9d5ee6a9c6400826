// `kpp export` of a time in which the clock was set: no second is missing and none is mixed with another.
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { secondLines } from '../../../src/cli/export/seconds.js';
import { EXPORT_FORMATS } from '../../../src/history/export-lines.js';
import { StoreArchive } from '../../../src/store/archive.js';
import type { Store } from '../../../src/store/worker/store.js';
import { SecondRecording, START_MS } from '../../history/fixtures.js';
import { openStore, temporaryDirectory } from '../../store/fixtures.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A store with the seconds of a recording, and a function that exports the chain's speed: the seconds, and their maxima. */
function storeWith(recording: SecondRecording): { store: Store; exported: () => [number, number][] } {
  const path = join(temporaryDirectory(), 'kpp.db');
  const store = openStore(path);
  for (const chunk of recording.all()) store.answer({ name: 'putHistory', args: [chunk] });
  const exported = () => {
    const archive = new StoreArchive(path);
    onTestFinished(() => archive.close());
    const lines = secondLines(archive, {
      period: { fromMs: START_MS - DAY_MS, toMs: START_MS + 2 * DAY_MS },
      channels: ['chain.velocity'],
      format: EXPORT_FORMATS.csv!,
      onProgress: () => {},
    });
    const rows = [...lines].join('').trimEnd().split('\n').slice(1);
    return rows.map((row): [number, number] => {
      const fields = row.split(',');
      return [(Number(fields[0]) - START_MS) / 1000, Number(fields.at(-1))];
    });
  };
  return { store, exported };
}

function packAll(store: Store): void {
  const work = store.packHistory();
  while (work.next().done !== true);
}

describe('the export of a clock', () => {
  it('that was set back has the seconds that came twice both times, also when they are packed', () => {
    const recording = new SecondRecording().run(5, { velocity: 1 }).setClock(-3000).run(4, { velocity: 2 });
    const { store, exported } = storeWith(recording);
    const rows = [0, 1, 2, 3, 4].map((s) => [s, 1]).concat([2, 3, 4, 5].map((s) => [s, 2]));
    expect(exported()).toEqual(rows);
    packAll(store);
    expect(exported()).toEqual(rows);
  });

  it('that was set back by an hour has the repeated hour twice, and a peak in each', () => {
    const peak = (at: number, velocity: number) => (i: number) => ({ velocity: i === at ? velocity : 1 });
    const recording = new SecondRecording().run(10, peak(30, 8)).setClock(-HOUR_MS).run(10, peak(90, 9));
    const rows = storeWith(recording).exported();
    expect(rows).toHaveLength(20);
    expect(rows.filter(([, max]) => max > 1)).toEqual([
      [-3600 + 10 + 1, 9],
      [0, 8],
    ]);
  });

  it('that was set forward by a day has the seconds of both days, and none between them', () => {
    const { exported } = storeWith(new SecondRecording().run(2).setClock(DAY_MS).run(2));
    expect(exported().map(([s]) => s)).toEqual([0, 1, 86_402, 86_403]);
  });
});
