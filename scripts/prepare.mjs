// What a fresh clone lacks: the packages that the lock file names, and the compiled program.
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist', '.built');

/** Runs a program with its output on the terminal; true when it exited with 0. */
export function run(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  return result.status === 0;
}

/** Milliseconds since the epoch, or 0 when there is no such file. */
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

/** Compiles unless what is there is newer than every source. */
export function build() {
  const sources = ['src', 'hal'].map((folder) => newestIn(join(root, folder)));
  const newest = Math.max(
    ...sources,
    modified(join(root, 'package.json')),
    modified(join(root, 'tsconfig.json')),
  );
  if (modified(stamp) > newest) return true;
  console.log('Compiling ...');
  if (!run('npm', ['run', '--silent', 'build'])) return false;
  writeFileSync(stamp, '');
  return true;
}
