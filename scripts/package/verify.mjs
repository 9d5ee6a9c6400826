// Makes the packages a second time from a copy of the tree in another folder, and compares the bytes.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { output } from '../nodes/process.mjs';
import { root } from '../prepare.mjs';
import { identity } from './identity.mjs';

/**
 * Native modules are compiled again as well: the copy has a cache of its own, but for the downloads.
 *
 * @param architectures as in `--arch`
 * @param files what was made from this tree
 * @throws an error that names the files that differ
 */
export function verifyPackages(architectures, files) {
  const copy = mkdtempSync(join(tmpdir(), 'kpp-a-copy-in-another-folder-'));
  try {
    copyTree(copy);
    const env = {
      ...process.env,
      SOURCE_DATE_EPOCH: String(identity().epochS),
      KPP_FRESH_NATIVES: '1',
    };
    console.log('Making everything again from a copy in another folder ...');
    output(process.execPath, ['scripts/package.mjs', '--arch', architectures], { cwd: copy, env });
    const different = files.filter((file) => {
      const again = join(copy, 'packages', basename(file));
      return !readFileSync(file).equals(readFileSync(again));
    });
    if (different.length > 0) {
      throw new Error(
        `Not the same bytes when made again in another folder: ${different.map((file) => basename(file)).join(', ')}`,
      );
    }
    console.log('The same bytes.');
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Copies the files that git tracks, as they are in the tree now. */
function copyTree(copy) {
  const tracked = output('git', ['ls-files', '-z'], { cwd: root }).split('\0').filter(Boolean);
  for (const file of tracked) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
}
