// devices: whether devices on a bus cost the control loop anything, one that never answers included.
import { runChild } from '../child.mjs';
import { quantiles } from '../statistics.mjs';

const VARIANTS = {
  none: 'all by a serial line',
  six: 'with six I2C devices',
  silent: 'with six, of which one never answers',
};
/** The variants take turns, so that what the machine does meanwhile meets them all. */
const ROUNDS = 3;
const SHARES = { p50: 0.5, p99: 0.99, max: 1 };

export const devices = {
  name: 'devices',
  title: 'The control loop with and without I2C devices',
  method:
    "The program's control loop on its pacer, with the drivers of a serial line and of an I2C bus on virtual devices: the same eleven channels come all " +
    "by the line, or seven of them from six devices on the bus; each transaction takes a trip through libuv's thread pool, as the library's do. Three " +
    'ways in turn, three times, each in a process of its own: lateness and compute time of every control tick after the first two seconds.',
  limits:
    'No bus takes part: a real transaction takes 0.3 to 0.6 ms in the kernel, on a thread of the pool. The silent device holds no such thread here.',

  async measure({ seconds, progress }) {
    const slice = Math.max(1, seconds / ROUNDS);
    const lateness = { none: [], six: [], silent: [] };
    const compute = { none: [], six: [], silent: [] };
    const details = {};
    for (let round = 1; round <= ROUNDS; round++) {
      for (const [variant, text] of Object.entries(VARIANTS)) {
        progress(`${text}, ${round} of ${ROUNDS}`);
        const run = await runChild('device-loop', { devices: variant, seconds: slice });
        lateness[variant].push(...run.lateness);
        compute[variant].push(...run.compute);
        details[variant] = run.counters;
      }
    }
    const figures = Object.entries(VARIANTS).flatMap(([variant, text]) => [
      {
        name: `lateness, ${text}`,
        unit: 'us',
        values: quantiles(Float64Array.from(lateness[variant]), SHARES),
      },
      {
        name: `compute, ${text}`,
        unit: 'us',
        values: quantiles(Float64Array.from(compute[variant]), SHARES),
      },
    ]);
    return { figures, details };
  },
};
