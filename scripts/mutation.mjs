// Runs mutation testing: Stryker changes the sources of the control core one place at a time, and the unit tests have to notice.
// Arguments are passed on to Stryker. The mutants of a folder run against the tests of the mirrored folder.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const HELP = `Usage: npm run mutation -- [--mutate PATTERN] [options of Stryker]

  npm run mutation                                             all of src/control: many hours
  npm run mutation -- --mutate 'src/control/recovery/**/*.ts'  one folder
  npm run mutation -- --mutate src/control/alarms/alarm.ts     one file
  npm run mutation -- --concurrency 1                          one process; two by default

Only what changed since the last run is run again (--force runs all). docs/testing.md explains the output.`;

const passed = process.argv.slice(2);
if (passed.includes('--help') || passed.includes('-h')) {
  console.log(HELP);
  process.exit(0);
}

/** The folders of src/control that a pattern names; none when it takes in all of them. */
function foldersOf(patterns) {
  const folders = patterns.split(',').map((pattern) => /^!?src\/control\/([\w-]+)\//.exec(pattern)?.[1]);
  return folders.includes(undefined) ? [] : [...new Set(folders)];
}

function optionValue(option) {
  const at = passed.findIndex((one) => one === option || one.startsWith(`${option}=`));
  if (at < 0) return undefined;
  return passed[at].includes('=') ? passed[at].slice(option.length + 1) : passed[at + 1];
}

const mutated = optionValue('--mutate') ?? optionValue('-m') ?? '';
const stryker = fileURLToPath(
  new URL('../node_modules/@stryker-mutator/core/bin/stryker.js', import.meta.url),
);
const { status, error } = spawnSync(process.execPath, [stryker, 'run', ...passed], {
  stdio: 'inherit',
  env: { ...process.env, KPP_MUTATED_FOLDERS: foldersOf(mutated).join(',') },
});
if (error) console.error(`Stryker could not be started: ${error.message}. Run \`npm ci\` first.`);
process.exit(status ?? 1);
