// devices: whether devices on a bus cost the control loop anything, one that never answers included.
import { runChild } from '../child.mjs';
import { quantiles } from '../statistics.mjs';

const VARIANTS = {
  line: { text: 'all by a serial line', isOnBus: false, isOneLost: false },
  six: { text: 'with six I2C devices', isOnBus: true, isOneLost: false },
  lineLost: { text: 'by the line, one channel lost', isOnBus: false, isOneLost: true },
  silent: { text: 'with six, one never answers', isOnBus: true, isOneLost: true },
};
/** The variants take turns, so that what the machine does meanwhile meets them all. */
const ROUNDS = 3;
const SHARES = { p50: 0.5, p90: 0.9, p99: 0.99 };

export const devices = {
  name: 'devices',
  title: 'The control loop with and without I2C devices',
  method:
    "The program's control loop on its pacer, with the drivers of a serial line and of an I2C bus on virtual devices: the same eleven channels come all " +
    'by the line, or seven of them from six devices on the bus; each with all channels there, and with one lost, which is an alarm and a recovery to the scan. ' +
    "Each transaction takes a trip through libuv's thread pool, as the library's do. The four take turns, three times, each in a process of its own: " +
    'lateness and compute time of every control tick after it has settled, when the recovery has tried what it has. Ticks with an event, as an attempt at recovery ' +
    'is one, are counted apart, from the third second on.',
  limits:
    'No bus takes part: a real transaction takes 0.3 to 0.6 ms in the kernel, on a thread of the pool. The silent device holds no such thread here.',

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

/** How far the turns are apart says what of a difference is the machine's. */
function spreadOfTurns(turns) {
  const p99 = turns.map((values) => quantilesOf(values).p99);
  return { 'p99 by turn, least': Math.min(...p99), most: Math.max(...p99) };
}
