// The package's documents: the pages of docs/, examples, Debian's changelog and the copyright file.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../prepare.mjs';
import { copyrightText } from './copyright.mjs';
import { MAINTAINER } from './identity.mjs';
import { copyFile, copySelected, filesBelow } from './tree.mjs';

/** Writes a text with its folders. */
export function writeText(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Writes a text compressed as Debian wants it: at the highest level, without name and time. */
export function writeCompressed(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, gzipSync(text, { level: 9 }));
}

/**
 * Fills `usr/share/doc/kpp-controller` and `etc/kpp`.
 *
 * @param stage the root of the package's files
 * @param modules the complete `node_modules`, with the licences
 * @param shipped the `node_modules` of the package
 */
export function addDocuments(stage, modules, shipped, identity) {
  const doc = join(stage, 'usr', 'share', 'doc', identity.name);
  // Decisions are for those who change the program; they stay in its repository.
  copySelected(join(root, 'docs'), doc, (file) => !file.startsWith('decisions'));
  copyFile(join(root, 'README.md'), join(doc, 'README.md'));
  for (const file of filesBelow(join(root, 'config'))) {
    if (file !== 'installed.yaml') copyFile(join(root, 'config', file), join(doc, 'examples', file));
  }
  copySelected(join(root, 'test', 'scenarios', 'plant'), join(doc, 'examples', 'scenarios'), () => true);
  writeCompressed(join(doc, 'changelog.gz'), debianChangelog(identity));
  writeCompressed(join(doc, 'CHANGELOG.md.gz'), readFileSync(join(root, 'CHANGELOG.md'), 'utf8'));
  writeText(join(doc, 'copyright'), copyrightText(modules, shipped));
  copyFile(join(root, 'config', 'installed.yaml'), join(stage, 'etc', 'kpp', 'controller.yaml'));
}

/** Debian's form of the changelog: one entry for the version. CHANGELOG.md has what changed. */
function debianChangelog({ name, version, epochS }) {
  // toUTCString gives "Fri, 27 Nov 2026 16:00:00 GMT"; Debian wants the zone as a number.
  const date = new Date(epochS * 1000).toUTCString().replace('GMT', '+0000');
  return `${name} (${version}) stable; urgency=medium

  * The package of version ${version}. /usr/share/doc/${name}/CHANGELOG.md.gz
    has the changes.

 -- ${MAINTAINER}  ${date}
`;
}
