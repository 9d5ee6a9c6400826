// history: how much space it takes, how soon a question is answered, and how fast it is exported.
import { runChild } from '../child.mjs';

const MONTH_S = 30 * 24 * 3600;

export const history = {
  name: 'history',
  title: 'History of the channels',
  method:
    'The simulated plant runs for some plant time (at most an hour) in virtual time, with its noise. Its seconds are packed, and repeated in a store with a day of seconds of all channels and a ' +
    'year of minutes and hours of one. Each question is asked 20 times. Then `kpp export` writes the day into a pipe, whose rows are counted.',
  limits:
    'The questions are asked in the process itself, without HTTP; the files are in the cache of the machine. A real plant has other noise.',

  async measure({ plantSeconds, progress }) {
    progress('the store is made');
    const result = await runChild('history', { plantS: plantSeconds });
    const { channels, packing, queries, export: exported } = result;
    const limits = { day: 100, 'day from seconds': 100, year: 200, 'year from hours': 200 };
    return {
      figures: [
        {
          name: `30 days of ${channels} channels`,
          unit: 'MB',
          values: { size: (packing.bytesASecond * MONTH_S) / 1e6 },
          targets: { size: '<= 512' },
          source: 'the default of store.maxMegabytes',
        },
        { name: 'a second of a channel', unit: 'byte', values: { mean: packing.bytesASecond / channels } },
        { name: 'packing an hour of a channel', unit: 'ms', values: { mean: packing.msAnHour } },
        ...Object.entries(queries).map(([question, values]) => ({
          name: `one channel: ${question}`,
          unit: 'ms',
          values,
          targets: { p50: `<= ${limits[question]}` },
          source: 'goal of the project',
        })),
        { name: 'export', unit: '1/s', values: { rows: exported.rows / exported.seconds } },
        { name: 'memory of an export', unit: 'MB', values: { rss: exported.rssMB } },
      ],
      details: result,
    };
  },
};
