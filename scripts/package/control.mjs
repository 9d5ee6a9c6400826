// The control files of the package: what it is, what it needs, its scripts, and the checksums of its files.
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../prepare.mjs';
import { DESCRIPTION, MAINTAINER, SUMMARY } from './identity.mjs';
import { librariesOf } from './needs.mjs';
import { filesBelow, sizeOf } from './tree.mjs';

const SCRIPTS = ['postinst', 'prerm', 'postrm'];

/** The releases of Node for which natives are in the package. The upper bound keeps a newer one from replacing a working one. */
const NODE = ['nodejs (>= 20.19)', 'nodejs (<< 25~)'];

/** Writes the folder `DEBIAN` of the stage. The other files must be complete. */
export function writeControl(stage, identity, architecture) {
  const files = filesBelow(stage);
  const installedKib = Math.ceil(sizeOf(stage) / 1024);
  const libraries = librariesOf(join(stage, 'usr', 'lib', identity.name));
  const folder = join(stage, 'DEBIAN');
  mkdirSync(folder);
  writeFileSync(join(folder, 'control'), controlText(identity, architecture, libraries, installedKib));
  writeFileSync(join(folder, 'conffiles'), '/etc/kpp/controller.yaml\n');
  writeFileSync(
    join(folder, 'md5sums'),
    files
      .filter((file) => !file.startsWith('etc/'))
      .flatMap(checksum(stage))
      .join(''),
  );
  for (const name of SCRIPTS) {
    cpSync(join(root, 'scripts', 'package', 'debian', name), join(folder, name));
    chmodSync(join(folder, name), 0o755);
  }
}

function controlText({ name, version }, architecture, libraries, installedKib) {
  const fields = {
    Package: name,
    Version: version,
    Architecture: architecture.name,
    Maintainer: MAINTAINER,
    'Installed-Size': installedKib,
    Depends: [...NODE, 'systemd', ...libraries].join(', '),
    Suggests: 'mosquitto, i2c-tools',
    Section: 'science',
    Priority: 'optional',
    Description: [SUMMARY, ...DESCRIPTION.split('\n').map((line) => ` ${line}`)].join('\n'),
  };
  return `${Object.entries(fields)
    .map(([field, value]) => `${field}: ${value}`)
    .join('\n')}\n`;
}

/** One line of md5sums; none for a link. */
const checksum = (stage) => (file) => {
  if (lstatSync(join(stage, file)).isSymbolicLink()) return [];
  return [
    `${createHash('md5')
      .update(readFileSync(join(stage, file)))
      .digest('hex')}  ${file}\n`,
  ];
};
