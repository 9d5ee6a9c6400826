// The command line of `npm run test:nodes`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ARCHITECTURES } from '../package/architectures.mjs';
import { makePackages } from '../package/make.mjs';
import { installPackages } from '../prepare.mjs';
import { output } from '../support/process.mjs';
import { Report } from '../support/report.mjs';
import { tryRelease } from './release.mjs';
import { RELEASES, releaseFolder } from './releases.mjs';

const USAGE = `npm run test:nodes -- [options]
  --only 20,22,24   which major versions of Node to try (default: all)
`;
const EXIT_USAGE = 64;

/** Returns the exit status. */
export async function main(args) {
  const majors = RELEASES.map(({ major }) => String(major));
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: majors.join(',') },
      help: { type: 'boolean', default: false },
    },
  });
  const wanted = values.only.split(',');
  if (values.help || wanted.some((major) => !majors.includes(major))) {
    console.log(USAGE);
    return values.help ? 0 : EXIT_USAGE;
  }
  if (!installPackages()) return 1;
  const report = new Report();
  const folder = mkdtempSync(join(tmpdir(), 'kpp-nodes-'));
  try {
    // The tree has native modules for the Node that installed them. The package has them for each release.
    const { packages } = await makePackages([ARCHITECTURES.amd64], folder);
    const installed = join(folder, 'installed');
    output('dpkg-deb', ['--extract', packages[0].file, installed]);
    for (const release of RELEASES.filter(({ major }) => wanted.includes(String(major)))) {
      const node = join(releaseFolder(release), 'bin', 'node');
      await tryRelease(report, release, node, join(installed, 'usr', 'lib', 'kpp-controller'));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`\n${report.passed} passed, ${report.failed} failed`);
  return report.failed === 0 ? 0 : 1;
}
