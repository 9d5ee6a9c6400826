// The command line of the bench. It needs the compiled program.
import { parseArgs } from 'node:util';
import { NAMES, runMeasurements } from './harness.mjs';
import { asText } from './report.mjs';

const USAGE = `npm run bench -- [options]
  --json               one JSON document on standard output (npm itself adds two lines unless run with --silent)
  --only name,name     which measurements to run: ${NAMES.join(', ')}
  --seconds N          length of the live run, and of devices, safety and pacing-peer (60)
  --settle N           seconds that the live run and devices run before the measurement begins (20)
  --ticks N            number of control ticks in tick-hot and allocation (50000)
  --plant-seconds N    plant time in virtual, history and load-search (3600)
  --full               let virtual run 24 h and load-search 8 h of plant time
`;
const EXIT_USAGE = 64;
const EXIT_INTERRUPTED = 130;

/** @throws an error that says which option is wrong */
export function optionsOf(args) {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      only: { type: 'string', default: NAMES.join(',') },
      seconds: { type: 'string', default: '60' },
      settle: { type: 'string', default: '20' },
      ticks: { type: 'string', default: '50000' },
      'plant-seconds': { type: 'string', default: '3600' },
      full: { type: 'boolean', default: false },
    },
  });
  const only = values.only.split(',').map((name) => name.trim());
  const unknown = only.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0)
    throw new Error(`--only: there is no ${unknown.join(', ')}; choose from ${NAMES.join(', ')}`);
  return {
    json: values.json,
    help: values.help,
    run: {
      only,
      seconds: numberOf(values, 'seconds', 1),
      settle: numberOf(values, 'settle', 0),
      ticks: Math.round(numberOf(values, 'ticks', 1)),
      plantSeconds: numberOf(values, 'plant-seconds', 1),
      full: values.full,
    },
  };
}

function numberOf(values, name, least) {
  const value = Number(values[name]);
  if (values[name].trim() !== '' && Number.isFinite(value) && value >= least) return value;
  throw new Error(`--${name} is "${values[name]}", it must be a number of at least ${least}`);
}

/** Reads the options. Prints the usage and ends the process when they are wrong, or with --help. */
export function readOptions(args) {
  try {
    const options = optionsOf(args);
    if (!options.help) return options;
    process.stdout.write(USAGE);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error.message}\n${USAGE}`);
    process.exit(EXIT_USAGE);
  }
}

/** Measures and prints the figures. The exit status is 1 when a measurement failed; it does not depend on the figures. */
export async function main({ json, run }) {
  // Ctrl-C also runs the exit handlers, which stop the child processes.
  process.once('SIGINT', () => process.exit(EXIT_INTERRUPTED));
  const result = await runMeasurements(run, (text) => process.stderr.write(`bench: ${text}\n`));
  process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : asText(result));
  process.exitCode = result.measurements.some(({ error }) => error !== undefined) ? 1 : 0;
}

if (process.argv[1] === import.meta.filename) await main(readOptions(process.argv.slice(2)));
