// The production modules of one architecture: installed by npm, and reduced to what the program loads.
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { output } from '../nodes/process.mjs';
import { root } from '../prepare.mjs';
import { copySelected } from './tree.mjs';

/** What the program can load at run time. Sources, typings, maps, pages and licences stay out (`copyright.mjs` has the licences). */
const LOADABLE = /\.(?:js|cjs|mjs|json|node)$/;

/** Modules that hold typings, or headers for the compiler, and nothing that runs. */
const BUILD_ONLY = ['@types', 'undici-types', 'nan', 'node-addon-api'];

/** Parts of single modules that this program never loads: the browser's bundle of `mqtt`, and build settings and sources. */
const UNUSED_PARTS =
  /^(?:mqtt\/(?:dist|help)|(?:epoll|i2c-bus|@serialport\/bindings-cpp)\/(?:build|src|vendor)|koffi\/(?:build|vendor))\//;

/** Tests, examples and measurements at the top of a module. A folder `doc` can be code (in `yaml` it is). */
const TOP_FOLDERS =
  /^(?:@[^/]+\/)?[^/]+\/(?:test|tests|integration-test|example|examples|bench|benchmark|benchmarks|tools|\.[^/]+)\//;

const NESTED = /^(?:.*\/)?node_modules\//;

/**
 * Returns true for a file of `node_modules` that belongs into the package.
 *
 * @param path relative to `node_modules`
 * @param cpu `x64` or `arm64`
 */
export function isNeeded(path, cpu) {
  const inModule = path.replace(NESTED, '');
  if (path.startsWith('.') || !LOADABLE.test(path)) return false;
  if (BUILD_ONLY.some((name) => inModule.startsWith(`${name}/`))) return false;
  if (TOP_FOLDERS.test(inModule) || UNUSED_PARTS.test(inModule)) return false;
  return !isForeign(inModule, cpu);
}

/** True for a compiled file of another processor, system or C library. */
function isForeign(path, cpu) {
  if (/(?:^|[/_.-])musl(?:[/_.-]|$)/.test(path)) return true;
  const [, platform] = /\/prebuilds\/([^/]+)\//.exec(path) ?? [];
  return platform !== undefined && platform !== `linux-${cpu}`;
}

/** Installs the production modules of the lock file for a processor into a folder of its own. No script of a module runs. */
export function installModules(folder, { cpu }) {
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(root, file), join(folder, file));
  const target = ['--omit=dev', `--cpu=${cpu}`, '--os=linux', '--libc=glibc', '--ignore-scripts'];
  output('npm', ['ci', ...target, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  return join(folder, 'node_modules');
}

/** Copies the needed files of `node_modules` into the program's folder. A file with an interpreter line is a command line of its own. */
export function copyModules(from, to, { cpu }) {
  copySelected(from, to, (path) => isNeeded(path, cpu) && !isCommandLine(join(from, path)));
}

const isCommandLine = (file) => /\.[cm]?js$/.test(file) && readFileSync(file, 'latin1').startsWith('#!');
