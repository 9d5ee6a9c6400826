// Prepares a fresh clone: installs the packages of the lock file, and compiles the program.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist', '.built');

/** Runs a program with its output on the terminal. Returns true when its exit status is 0. */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  return result.status === 0;
}

/** When the file was last changed, ms since the epoch; 0 when the file does not exist. */
function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function newestIn(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((newest, entry) => Math.max(newest, modified(join(entry.parentPath, entry.name))), 0);
}

/** Installs the packages of the lock file unless they are there. */
export function installPackages() {
  const installed = modified(join(root, 'node_modules', '.package-lock.json'));
  if (installed > 0 && installed >= modified(join(root, 'package-lock.json')) - 1) return true;
  console.log('Installing the packages of package-lock.json ...');
  return run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Returns true when there is no compiled program, or a source is newer. */
export function needsBuild() {
  const sources = ['src', 'hal'].map((folder) => newestIn(join(root, folder)));
  const settings = ['package.json', 'tsconfig.json', 'tsconfig.build.json'];
  const newest = Math.max(...sources, ...settings.map((file) => modified(join(root, file))));
  return modified(stamp) <= newest;
}

/** Records that the compiled program is up to date. */
export function markBuilt() {
  writeFileSync(stamp, '');
}

/** Compiles unless the compiled program is newer than every source. Returns false when that fails. */
export function build() {
  if (!needsBuild()) return true;
  console.log('Compiling ...');
  if (!run('npm', ['run', '--silent', 'build'])) return false;
  markBuilt();
  return true;
}
