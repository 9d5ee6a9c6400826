// Runs a healthy plant for hours of virtual time and prints every alarm, with its number and whether it was expected.
import { parseArgs } from 'node:util';
import { Bench } from '../dist/src/testing/index.js';

const HELP = `Usage: npm run quiet -- [day|corners] [options]      (after npm run build)

  npm run quiet -- day        24 h at air 1, 0.6, 0.5 and 0.2, with the default load and with the search; about a minute a run
  npm run quiet -- corners    2 h at each combination of 0.1 and 10 times the usual noise, 5, 15 and 60 Hz, air 1, 0.5 and 0.2,
                              with the default load and with the search; some seconds a run
  --hours 2  --seeds 7,21  --noises 0.1,10  --rates 5,60  --airs 1,0.2  --loads off,power     replace a list of the choice
  --json                      one line of JSON a run

The exit status is 1 when an alarm came that a healthy plant must not have, or more than ten in a run.`;

const USUAL_NOISE = 0.002;
const HOUR_S = 3600;
const MOST_ALARMS = 10;
/** From this air down the chain may swing by itself, which oscillation reports. */
const SWINGS_BELOW_AIR = 0.8;

const CHOICES = {
  day: { hours: [24], seeds: [7], noises: [1], rates: [15], airs: [1, 0.6, 0.5, 0.2] },
  corners: { hours: [2], seeds: [7], noises: [0.1, 10], rates: [5, 15, 60], airs: [1, 0.5, 0.2] },
};

/** One run; the alarms that were raised are counted by their rule. */
async function run({ hours, seed, noise, rate, air, load }) {
  const bench = await Bench.create(
    {
      'hal.sim.air': air,
      'hal.sim.noise': USUAL_NOISE * noise,
      'optimizer.load': load,
      'control.rateHz': rate,
    },
    { seed },
  );
  bench.runTo(hours * HOUR_S);
  const raised = bench.events.filter(({ type, data }) => type === 'alert' && data.state === 'active');
  await bench.dispose();
  const alarms = {};
  for (const { data } of raised) alarms[data.rule] = (alarms[data.rule] ?? 0) + 1;
  const unexpected = raised
    .filter(({ data }) => !(data.rule === 'oscillation' && air < SWINGS_BELOW_AIR))
    .map(({ data }) => data.message);
  return { hours, seed, noise, rate, air, load, alarms, unexpected };
}

function* combinations({ hours, seeds, noises, rates, airs }, loads) {
  for (const seed of seeds)
    for (const noise of noises)
      for (const rate of rates)
        for (const air of airs)
          for (const load of loads) yield { hours: hours[0], seed, noise, rate, air, load };
}

function rowOf({ hours, seed, noise, rate, air, load, alarms, unexpected }) {
  const names = Object.entries(alarms).map(([rule, count]) => `${rule} ${count}`);
  const verdict = unexpected.length === 0 ? '' : `not expected: ${unexpected.join(' / ')}`;
  return `| ${[air, load, noise, rate, hours, seed, names.join(', ') || 'none', verdict].join(' | ')} |`;
}

const LISTS = ['hours', 'seeds', 'noises', 'rates', 'airs'];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    ...Object.fromEntries([...LISTS, 'loads'].map((name) => [name, { type: 'string' }])),
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const choice = CHOICES[positionals[0] ?? 'day'];
if (values.help || choice === undefined) {
  console.log(HELP);
  process.exit(values.help ? 0 : 64);
}
const numbers = LISTS.filter((name) => values[name] !== undefined).map((name) => [
  name,
  values[name].split(',').map(Number),
]);
const loads = (values.loads ?? 'off,power').split(',');
if (!values.json) {
  console.log('| air | search | noise, times the usual | rate, Hz | hours | seed | alarms | |');
  console.log('|---|---|---|---|---|---|---|---|');
}
for (const one of combinations({ ...choice, ...Object.fromEntries(numbers) }, loads)) {
  const result = await run(one);
  console.log(values.json ? JSON.stringify(result) : rowOf(result));
  const count = Object.values(result.alarms).reduce((sum, n) => sum + n, 0);
  if (result.unexpected.length > 0 || count > MOST_ALARMS) process.exitCode = 1;
}
