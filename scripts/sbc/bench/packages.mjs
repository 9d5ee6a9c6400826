// Makes the package of this tree, and the disk on which the guest finds it.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../prepare.mjs';
import { cached } from '../../support/cache.mjs';
import { output } from '../../support/process.mjs';

/** The first commit whose package refuses to replace a newer one, and is complete. */
const OLDER = '9c5dce4dce6569b6723d00775f2e21ecedde82ae';
const OLDER_VERSION = '0.0.1';

/** Builds the package for this machine's architecture. Returns its file, in the folder. */
export function buildPackage(folder) {
  console.log('Building the package ...');
  const made = join(folder, 'made');
  output(process.execPath, [join(root, 'scripts', 'package.mjs'), '--arch', 'amd64', '--out', made], {
    cwd: root,
  });
  const deb = readdirSync(made).find((name) => name.endsWith('_amd64.deb'));
  if (deb === undefined) throw new Error(`npm run package left no package in ${made}`);
  return join(made, deb);
}

/**
 * Builds the package of an older commit, as version 0.0.1, so that the present one is an upgrade. Returns its file.
 *
 * @throws an error when this clone does not have the commit
 */
export function buildOlderPackage() {
  return join(
    cached('older', [OLDER], (folder) => {
      const tree = join(folder, 'tree');
      mkdirSync(tree);
      const archive = join(folder, 'tree.tar');
      try {
        output('git', ['archive', '--output', archive, OLDER], { cwd: root });
      } catch (error) {
        throw new Error(
          `The bench upgrades from commit ${OLDER}, which this clone lacks: git fetch --unshallow. ${error.message}`,
        );
      }
      output('tar', ['-xf', archive, '-C', tree]);
      const manifest = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8'));
      writeFileSync(join(tree, 'package.json'), JSON.stringify({ ...manifest, version: OLDER_VERSION }));
      output('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: tree });
      const epochS = output('git', ['log', '-1', '--format=%ct', OLDER], { cwd: root }).trim();
      const env = { ...process.env, SOURCE_DATE_EPOCH: epochS };
      output(process.execPath, ['scripts/package.mjs', '--arch', 'amd64', '--out', folder], {
        cwd: tree,
        env,
      });
      rmSync(tree, { recursive: true });
      rmSync(archive);
    }),
    `kpp-controller_${OLDER_VERSION}_amd64.deb`,
  );
}

/** Writes a tar archive that the guest gets as a raw disk. `files`: the path of each file by its name in the guest. */
export function writePayload(archive, files) {
  const folder = mkdtempSync(join(tmpdir(), 'kpp-sbc-payload-'));
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, path] of Object.entries(files)) copyFileSync(path, join(folder, name));
    // A disk has whole sectors: tar fills the last block with zeros.
    output('tar', ['-cf', archive, '-C', folder, '.']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
