// Where the files of systemd/ go: units, users, folders, names of devices and kernel modules.
import { basename, join } from 'node:path';
import { root } from '../prepare.mjs';
import { copyFile, filesBelow } from './tree.mjs';

/** The first part of a path below `systemd/` that matches decides. A unit is at the top. */
const PLACES = [
  { pattern: /^[^/]+\.(?:service|socket|target|path|timer)$/, folder: 'systemd/system' },
  // A number in front of its name: the drop-in is for every machine with Debian 13.
  { pattern: /^drop-ins\/\d/, folder: 'systemd/system/kpp-controller.service.d', isFlat: true },
  { pattern: /^sysusers\.d\//, folder: '' },
  { pattern: /^tmpfiles\.d\//, folder: '' },
  { pattern: /^modules-load\.d\//, folder: '' },
  { pattern: /^rules\.d\//, folder: 'udev' },
  { pattern: /^udev\/rules\.d\//, folder: '' },
];

/**
 * The place of a file of `systemd/` in the package. What is to be switched on by hand, such as a drop-in for one kind of
 * machine, is an example.
 */
export function placeOf(file) {
  const place = PLACES.find(({ pattern }) => pattern.test(file));
  if (place === undefined) return join('usr/share/doc/kpp-controller/examples/systemd', file);
  return join('usr/lib', place.folder, place.isFlat ? basename(file) : file);
}

export function addServiceFiles(stage) {
  const folder = join(root, 'systemd');
  for (const file of filesBelow(folder)) copyFile(join(folder, file), join(stage, placeOf(file)));
}
