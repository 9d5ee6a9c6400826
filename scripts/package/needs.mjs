// The Debian packages that the compiled files need, read from the files themselves.
import { join } from 'node:path';
import { output } from '../nodes/process.mjs';
import { filesBelow } from './tree.mjs';

/** The first release of GCC whose libstdc++ has these symbols, newest first. Source: the ABI table of the manual of libstdc++. */
const LIBSTDCXX = [
  ['3.4.30', '12'],
  ['3.4.29', '11'],
  ['3.4.28', '9.3'],
  ['3.4.26', '9'],
  ['3.4.22', '6'],
  ['3.4.21', '5.2'],
  ['3.4', '5'],
];

const OF_LIBC = /^(?:libc|libm|libdl|libpthread|librt|ld-linux.*)\.so/;

/**
 * For example `['libc6 (>= 2.34)', 'libgcc-s1', 'libstdc++6 (>= 9)']`.
 *
 * @throws an error when a file needs a library of which no package is known, or a newer libstdc++ than the table has
 */
export function librariesOf(folder) {
  const natives = filesBelow(folder).filter((file) => file.endsWith('.node'));
  const text = output('readelf', [
    '--wide',
    '--dynamic',
    '--version-info',
    ...natives.map((file) => join(folder, file)),
  ]);
  const libraries = new Set([...text.matchAll(/\(NEEDED\)[^[]*\[([^\]]+)\]/g)].map(([, name]) => name));
  const packages = new Set([...libraries].map((name) => packageOf(name, text)));
  return [...packages].sort();
}

function packageOf(library, text) {
  if (OF_LIBC.test(library)) return `libc6 (>= ${newest(text, 'GLIBC')})`;
  if (library.startsWith('libgcc_s.so')) return 'libgcc-s1';
  if (library.startsWith('libstdc++.so')) return `libstdc++6 (>= ${releaseWith(newest(text, 'GLIBCXX'))})`;
  throw new Error(`A compiled module needs ${library}, and no Debian package is known for it. See needs.mjs`);
}

function newest(text, prefix) {
  const versions = [...text.matchAll(new RegExp(`Name: ${prefix}_([0-9.]+)`, 'g'))].map(
    ([, version]) => version,
  );
  return versions.sort(byVersion).at(-1);
}

function releaseWith(symbols) {
  if (byVersion(symbols, LIBSTDCXX[0][0]) > 0) {
    throw new Error(`A compiled module needs GLIBCXX_${symbols}, which is newer than the table in needs.mjs`);
  }
  return LIBSTDCXX.find(([first]) => byVersion(symbols, first) >= 0)[1];
}

/** Compares two versions number by number. */
export function byVersion(a, b) {
  return a.localeCompare(b, 'en', { numeric: true });
}
