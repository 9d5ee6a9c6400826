// Runs mutation testing: Stryker changes the sources of the control core one place at a time, and the unit tests have to notice.
// Arguments are passed on to Stryker. The mutants of a folder run against the tests of the mirrored folder.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const HELP = `Usage: npm run mutation -- [--mutate PATTERN] [--sample N [--seed S]] [options of Stryker]

  npm run mutation                                             all of src/control: many hours
  npm run mutation -- --mutate 'src/control/recovery/**/*.ts'  one folder
  npm run mutation -- --mutate src/control/alarms/alarm.ts     one file
  npm run mutation -- --concurrency 1                          one process; two by default
  npm run mutation -- --mutate 'src/control/twin/**/*.ts' --sample 20 [--seed 7]
                                                               20 pieces of 15 lines, drawn by chance

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

/** Takes an option out of the arguments and returns its value; undefined when it is not there. */
function takeOption(option) {
  const at = passed.findIndex((one) => one === option || one.startsWith(`${option}=`));
  if (at < 0) return undefined;
  const hasEquals = passed[at].includes('=');
  const [first, second] = passed.splice(at, hasEquals ? 1 : 2);
  return hasEquals ? first.slice(option.length + 1) : second;
}

const PIECE_LINES = 15;

/** All pieces of this many lines in the files of one folder, as Stryker names them: `file:first-last`. */
function piecesOf(pattern) {
  const folder = /^(src\/control(?:\/[\w-]+)*)\/\*\*\/\*\.ts$/.exec(pattern)?.[1];
  if (folder === undefined) {
    console.error(`--sample needs a whole folder: --mutate 'src/control/FOLDER/**/*.ts', not '${pattern}'.`);
    process.exit(2);
  }
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts'));
  return files.sort().flatMap((name) => {
    const lines = readFileSync(`${folder}/${name}`, 'utf8').trimEnd().split('\n').length;
    return Array.from({ length: Math.ceil(lines / PIECE_LINES) }, (_, n) => {
      const first = n * PIECE_LINES + 1;
      return `${folder}/${name}:${first}-${Math.min(lines, first + PIECE_LINES - 1)}`;
    });
  });
}

/** Draws from the pieces without putting back, by a linear congruential generator (Numerical Recipes): a seed gives the same draw. */
function draw(pieces, count, seed) {
  const left = [...pieces];
  const drawn = [];
  for (let state = seed >>> 0; drawn.length < count && left.length > 0; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    drawn.push(...left.splice(Math.floor((state / 2 ** 32) * left.length), 1));
  }
  return drawn;
}

const sample = takeOption('--sample');
const seed = Number(takeOption('--seed') ?? randomInt(1_000_000));
let mutated = takeOption('--mutate') ?? takeOption('-m');
const folders = foldersOf(mutated ?? '').join(',');
if (sample !== undefined) {
  const pieces = piecesOf(mutated ?? 'src/control/**/*.ts');
  const drawn = draw(pieces, Number(sample), seed);
  console.log(`Sample of ${drawn.length} of ${pieces.length} pieces of ${PIECE_LINES} lines, seed ${seed}.`);
  mutated = drawn.join(',');
}
const stryker = fileURLToPath(
  new URL('../node_modules/@stryker-mutator/core/bin/stryker.js', import.meta.url),
);
const mutate = mutated === undefined ? [] : ['--mutate', mutated];
const { status, error } = spawnSync(process.execPath, [stryker, 'run', ...mutate, ...passed], {
  stdio: 'inherit',
  env: { ...process.env, KPP_MUTATED_FOLDERS: folders },
});
if (error) console.error(`Stryker could not be started: ${error.message}. Run \`npm ci\` first.`);
process.exit(status ?? 1);
