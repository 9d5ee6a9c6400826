// Makes the guest's root file system with debootstrap: Debian 13, as on a Raspberry Pi, with systemd and Debian's Node.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../../support/cache.mjs';
import { output } from '../../support/process.mjs';

const RELEASE = 'trixie';
/** `nodejs` and `systemd` are what the package depends on. The others play the plant, or look at the guest. */
const PACKAGES = [
  'systemd',
  'systemd-sysv',
  'udev',
  'kmod',
  'dbus',
  'nodejs',
  'i2c-tools',
  'gpiod',
  'iproute2',
  'usbutils',
  'ca-certificates',
];
const APT = '/etc/apt';

/** Returns the folder whose `root/` is the file system. */
export function buildSystem() {
  return cached('system', [RELEASE, PACKAGES], (folder) => {
    if (process.getuid?.() !== 0)
      throw new Error('Only root can make the file system of the guest: debootstrap asks for it.');
    const tree = join(folder, 'root');
    mkdirSync(tree);
    output('debootstrap', ['--variant=minbase', `--include=${PACKAGES.join(',')}`, RELEASE, tree, mirror()]);
    rmSync(join(tree, 'var/cache/apt'), { recursive: true, force: true });
    rmSync(join(tree, 'var/lib/apt/lists'), { recursive: true, force: true });
  });
}

/** The Debian mirror that this machine uses: another one may not be reachable from here. */
function mirror() {
  const files = [join(APT, 'sources.list'), ...filesIn(join(APT, 'sources.list.d'))].filter(existsSync);
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  const urls = lines.flatMap((line) => /^(?:URIs:|deb(?:\s+\[.*\])?)\s+(https?:\S+)/.exec(line)?.[1] ?? []);
  const found = urls.find((url) => /\/debian\/?$/.test(url));
  if (found === undefined)
    throw new Error(`No mirror of Debian is named in ${APT}: add one, debootstrap needs it.`);
  return found;
}

const filesIn = (folder) => (existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []);
