// devices: what devices on a bus cost the control loop, also when one of them never answers.
import { runChild } from '../child.mjs';
import { quantiles } from '../statistics.mjs';

const VARIANTS = {
  line: { text: 'all through a serial line', isOnBus: false, isOneLost: false },
  six: { text: 'with six I2C devices', isOnBus: true, isOneLost: false },
  lineLost: { text: 'through the line, one channel lost', isOnBus: false, isOneLost: true },
  silent: { text: 'with six, one never answers', isOnBus: true, isOneLost: true },
};
/** The variants take turns, so that other load on the machine affects all of them. */
const ROUNDS = 3;
const SHARES = { p50: 0.5, p90: 0.9, p99: 0.99 };

export const devices = {
  name: 'devices',
  title: 'The control loop with and without I2C devices',
  method:
    "The program's control loop runs on its pacer, with the drivers of a serial line and of an I2C bus on virtual devices. The same eleven channels come either " +
    'all through the line, or seven of them from six devices on the bus. Both variants run with all channels, and with one lost, for which the scan has an alarm and a recovery. ' +
    "Each transaction goes through libuv's thread pool, as those of the I2C library do. The four variants take turns, three times, each in a process of its own. " +
    'Measured are lateness and compute time of every control tick after the settling time, when the recovery has tried all of its strategies. ' +
    'Ticks with an event (each attempt of the recovery is one) are counted separately, after the first two seconds.',
  limits:
    'There is no real bus. A real transaction takes 0.3 to 0.6 ms in the kernel, on a thread of the pool. Here the silent device occupies no such thread.',

  async measure({ seconds, settle, progress }) {
    const slice = Math.max(1, seconds / ROUNDS);
    const seen = Object.fromEntries(
      Object.keys(VARIANTS).map((name) => [name, { lateness: [], compute: [], eventful: [] }]),
    );
    const details = {};
    for (let round = 1; round <= ROUNDS; round++) {
      for (const [name, { text, ...parts }] of Object.entries(VARIANTS)) {
        progress(`${text}, ${round} of ${ROUNDS}`);
        const run = await runChild('device-loop', { ...parts, seconds: slice, settle });
        for (const what of Object.keys(seen[name])) seen[name][what].push(run[what]);
        details[name] = run.counters;
      }
    }
    const figures = ['lateness', 'compute'].flatMap((what) =>
      Object.entries(VARIANTS).map(([name, { text }]) => ({
        name: `${what}, ${text}`,
        unit: 'us',
        values: { ...quantilesOf(seen[name][what].flat()), ...spreadOfTurns(seen[name][what]) },
      })),
    );
    const eventful = seen.silent.eventful.flat();
    if (eventful.length > 0) {
      figures.push({
        name: `compute, ticks with an event, ${VARIANTS.silent.text}`,
        unit: 'us',
        values: { ticks: eventful.length, ...quantilesOf(eventful, { p50: 0.5, max: 1 }) },
      });
    }
    return { figures, details };
  },
};

function quantilesOf(values, shares = SHARES) {
  return quantiles(Float64Array.from(values), shares);
}

/** The spread over the turns shows which part of a difference comes from the machine. */
function spreadOfTurns(turns) {
  const p99 = turns.map((values) => quantilesOf(values).p99);
  return { 'p99 by turn, least': Math.min(...p99), most: Math.max(...p99) };
}
