// Compiles the native modules that come as source, for every supported Node, and keeps the results outside of the tree.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { RELEASES, releaseFolder } from '../nodes/releases.mjs';
import { cacheFolder } from '../support/cache.mjs';
import { isInstalled, output } from '../support/process.mjs';

/** Modules without binaries of their own, and the name of the file that each makes. */
export const COMPILED = [
  { module: 'epoll', file: 'epoll.node' },
  { module: 'i2c-bus', file: 'i2c.node' },
];

/** Where a module looks for the file of a release, relative to its folder. */
export const placeOfNative = (abi, cpu) => join('lib', 'binding', `node-v${abi}-linux-${cpu}`);

/** Debian's own protections of programs that face the outside. */
const HARDENING = '-fstack-protector-strong -D_FORTIFY_SOURCE=2 -Wformat -Werror=format-security';
const LINK = '-Wl,-z,relro -Wl,-z,now -Wl,--build-id=sha1';

/**
 * Compiles the modules for one architecture and puts each into `lib/binding/node-v<abi>-linux-<cpu>/`, where the module
 * looks for it.
 *
 * @param from the complete `node_modules` of the architecture, with the sources
 * @param to the `node_modules` of the package
 * @throws an error that names the missing compiler
 */
export function addNatives(from, to, architecture) {
  for (const program of ['gcc', 'g++', 'strip'].map((name) => architecture.prefix + name)) {
    if (!isInstalled(program)) {
      throw new Error(`${program} is not installed. Install it: apt-get install ${architecture.toolchain}`);
    }
  }
  for (const { module, file } of COMPILED) {
    for (const release of RELEASES) {
      const place = placeOfNative(release.abi, architecture.cpu);
      mkdirSync(join(to, module, place), { recursive: true });
      cpSync(compiled(from, module, file, release, architecture), join(to, module, place, file));
    }
  }
}

/** The compiled file: from the cache, or made now. */
function compiled(from, module, file, release, architecture) {
  const key = cacheKey(from, module, release, architecture);
  const folder = join(cacheFolder(), 'natives', key);
  const kept = join(folder, file);
  // A check of reproducibility compiles again, and replaces what is kept.
  if (existsSync(kept) && process.env.KPP_FRESH_NATIVES !== '1') return kept;
  console.log(`Compiling ${module} for Node ${release.major} on ${architecture.name} ...`);
  const work = mkdtempSync(join(tmpdir(), 'kpp-native-'));
  try {
    const made = compile(from, module, file, work, release, architecture);
    mkdirSync(folder, { recursive: true });
    cpSync(made, `${kept}.${process.pid}`);
    renameSync(`${kept}.${process.pid}`, kept);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return kept;
}

/** The hash of everything that decides the bytes of the result. */
function cacheKey(from, module, { version }, { cpu, prefix }) {
  const versionOf = (name) => JSON.parse(readFileSync(join(from, name, 'package.json'), 'utf8')).version;
  const compiler = output(`${prefix}g++`, ['--version']).split('\n')[0];
  const recipe = [HARDENING, LINK, String(compile)];
  const inputs = [module, versionOf(module), versionOf('nan'), version, cpu, compiler, ...recipe];
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 32);
}

function compile(from, module, file, work, release, { cpu, prefix }) {
  const folder = join(work, 'node_modules', module);
  for (const name of [module, 'nan'])
    cpSync(join(from, name), join(work, 'node_modules', name), { recursive: true });
  // The folder's name must not get into the file: two builds in different folders are the same then.
  const flags = `${HARDENING} -ffile-prefix-map=${work}=.`;
  const env = {
    ...withoutNpmSettings(process.env),
    CC: `${prefix}gcc`,
    CXX: `${prefix}g++`,
    CFLAGS: flags,
    CXXFLAGS: flags,
    LDFLAGS: LINK,
  };
  const nodedir = releaseFolder(release);
  const args = [nodeGyp(), 'rebuild', `--arch=${cpu}`, `--nodedir=${nodedir}`, '--silent'];
  output(process.execPath, args, { cwd: folder, env });
  const made = join(folder, 'build', 'Release', file);
  output(`${prefix}strip`, ['--strip-all', made]);
  return made;
}

/** npm hands its settings to what it starts, and node-gyp prefers them to its own arguments: the folder of the headers, for one. */
function withoutNpmSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_/i.test(name)));
}

/** node-gyp as npm itself brings it. */
function nodeGyp() {
  const npm = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'package.json');
  const require = createRequire(process.env.npm_execpath ?? npm);
  return require.resolve('node-gyp/bin/node-gyp.js');
}
