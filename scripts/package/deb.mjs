// Packs the files of a package into a .deb, with the same bytes on every machine.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { output } from '../nodes/process.mjs';

/**
 * @param stage the root of the package's files, with `DEBIAN`
 * @throws an error when dpkg-deb is not installed, or refuses the package
 */
export function packDeb(stage, file, { epochS }) {
  mkdirSync(dirname(file), { recursive: true });
  // One thread: the number of threads changes how xz cuts its input.
  const form = ['--root-owner-group', '-Zxz', '--threads-max=1'];
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(epochS), LC_ALL: 'C.UTF-8' };
  output('dpkg-deb', [...form, '--build', stage, file], { env });
}
