// resources: what share of a core and how much memory the running program takes.
import { slope } from '../statistics.mjs';

const MB = 1e6;
const MS_PER_HOUR = 3_600_000;

export const resources = {
  name: 'resources',
  title: 'CPU and memory of kpp run',
  method:
    'Same run as tick-live: user and system time from /proc/PID/stat during the window, for the whole process and for each of its threads by name; ' +
    'VmRSS once a second, and its growth as the least-squares slope.',
  limits:
    'The clock of the CPU time has steps of 10 ms. In the first minutes the heap is still finding its size, so judge the growth from a run with --seconds 1200. The figures include the simulated plant.',

  async measure({ live }) {
    const { began, ended, usage } = await live();
    const seconds = (ended.atMs - began.atMs) / 1000;
    const share = (usedS) => (100 * usedS) / seconds;
    const byThread = Object.entries(ended.threadCpuS).map(([name, cpuS]) => [
      name,
      share(cpuS - (began.threadCpuS[name] ?? 0)),
    ]);
    const growth = slope(
      usage.map(({ atMs }) => atMs),
      usage.map(({ rss }) => rss),
    );
    const acceptance = 'acceptance: kpp run';
    return {
      figures: [
        {
          name: 'CPU, share of one core',
          unit: '%',
          values: { process: share(ended.cpuS - began.cpuS) },
          targets: { process: '<= 3' },
          source: acceptance,
        },
        { name: 'CPU by thread', unit: '%', values: Object.fromEntries(byThread) },
        {
          name: 'resident memory',
          unit: 'MB',
          values: {
            first: began.rss / MB,
            last: ended.rss / MB,
            max: Math.max(...usage.map(({ rss }) => rss)) / MB,
          },
          targets: { max: '<= 110' },
          source: acceptance,
        },
        {
          name: 'growth of memory',
          unit: 'MB/h',
          values: { slope: (growth * MS_PER_HOUR) / MB },
          targets: { slope: 'flat over 20 min' },
          source: acceptance,
        },
      ],
      details: { seconds, threads: ended.threads },
    };
  },
};
