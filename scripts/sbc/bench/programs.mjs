// Installs the programs and headers that the bench needs. One that stays missing is an error: the bench never skips a case.
import { existsSync, readdirSync } from 'node:fs';
import { canInstall, installDebianPackages } from '../../support/debian-packages.mjs';
import { isInstalled } from '../../support/process.mjs';

/** What has to be there, and the Debian package that brings it. */
const PROGRAMS = {
  'qemu-system-x86_64': 'qemu-system-x86',
  'qemu-img': 'qemu-utils',
  'mkfs.ext4': 'e2fsprogs',
  depmod: 'kmod',
  debootstrap: 'debootstrap',
  mosquitto: 'mosquitto',
  socat: 'socat',
  gcc: 'gcc',
  make: 'make',
  patch: 'patch',
  flex: 'flex',
  bison: 'bison',
  bc: 'bc',
  xz: 'xz-utils',
};
const FILES = {
  '/usr/include/libelf.h': 'libelf-dev',
  '/usr/include/openssl/ssl.h': 'libssl-dev',
};
const SOURCES = '/usr/src';
const SOURCE = /^linux-source-[\d.]+\.tar\.xz$/;

/** The archive with the sources of this release's kernel; undefined when its package is not installed. */
export function kernelSource() {
  const found = existsSync(SOURCES) ? readdirSync(SOURCES).filter((name) => SOURCE.test(name)) : [];
  return found.length === 0 ? undefined : `${SOURCES}/${found.sort().at(-1)}`;
}

function missingPackages() {
  const missing = [
    ...Object.keys(PROGRAMS)
      .filter((program) => !isInstalled(program))
      .map((program) => PROGRAMS[program]),
    ...Object.keys(FILES)
      .filter((file) => !existsSync(file))
      .map((file) => FILES[file]),
  ];
  if (kernelSource() === undefined) missing.push('linux-source');
  return [...new Set(missing)];
}

/**
 * As root: installs what is missing.
 *
 * @throws an error that names what is still missing
 */
export function installPrograms() {
  const missing = missingPackages();
  if (missing.length === 0) return;
  if (!canInstall()) {
    throw new Error(
      `The bench needs ${missing.join(', ')}. Install them: apt-get install ${missing.join(' ')}`,
    );
  }
  installDebianPackages(missing);
  const still = missingPackages();
  if (still.length > 0)
    throw new Error(`The bench needs ${still.join(', ')}, which apt-get did not install.`);
}
