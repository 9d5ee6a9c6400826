// Root file systems of Debian 13, made once by debootstrap and kept outside of the tree.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached } from '../support/cache.mjs';
import { output } from '../support/process.mjs';

const SUITE = 'trixie';
/** What a Raspberry Pi OS Lite has as well, and what the package depends on. */
const INCLUDED = ['nodejs', 'systemd', 'systemd-sysv', 'udev'];
const EMULATOR = '/usr/bin/qemu-aarch64-static';

/** The folder of the tests inside a root. */
export const TEST_FOLDER = '/kpp-test';

const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin', HOME: TEST_FOLDER, LC_ALL: 'C.UTF-8', NO_COLOR: '1' };

/** Runs a command inside a root, with /proc. Returns its standard output. */
export function inside({ root, emulator }, command, timeoutS = 300) {
  const { program, args, env } = insideCommand({ root, emulator }, command);
  return output(program, args, { env, timeout: timeoutS * 1000 });
}

/**
 * The command line of `inside`, for those who start it themselves. The process that is started becomes the command, so it gets
 * signals. An emulator runs one program, which cannot start others.
 */
export function insideCommand({ root, emulator }, command) {
  const script = 'mount -t proc proc "$1/proc" && exec chroot "$@"';
  const inner = emulator === undefined ? command : [emulator, ...command];
  return {
    program: 'unshare',
    args: ['--mount', 'sh', '-c', script, 'sh', root, ...inner],
    env: ENVIRONMENT,
  };
}

/** A copy of the root for amd64, which the caller may change. `remove` deletes it. */
export function freshRoot() {
  return copied(madeOnce('amd64', bootstrap));
}

/** A copy of the root for arm64, and the emulator to start programs in it with. Nothing is installed in it: files are only unpacked. */
export function freshArm64Root() {
  return { ...copied(madeOnce('arm64', unpack)), emulator: EMULATOR };
}

function copied(from) {
  const root = mkdtempSync(join(tmpdir(), 'kpp-debian-'));
  output('cp', ['--archive', '--reflink=auto', `${from}/.`, root]);
  mkdirSync(join(root, TEST_FOLDER));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

function madeOnce(architecture, make) {
  const inputs = [SUITE, INCLUDED, String(make)];
  return join(cached(`debian-${architecture}`, inputs, make), 'root');
}

function bootstrap(folder) {
  const root = join(folder, 'root');
  output('debootstrap', ['--variant=minbase', `--include=${INCLUDED.join(',')}`, SUITE, root, mirror()]);
}

/** The second stage of debootstrap would run every program in the emulator, and the kernel would have to know it. */
function unpack(folder) {
  const root = join(folder, 'root');
  const work = join(folder, 'stage');
  const options = ['--foreign', '--arch=arm64', '--variant=minbase', `--include=${INCLUDED.join(',')}`];
  output('debootstrap', [...options, SUITE, work, mirror()]);
  mkdirSync(root);
  const archives = join(work, 'var/cache/apt/archives');
  for (const file of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
    output('dpkg-deb', ['--extract', join(archives, file), root]);
  }
  rmSync(work, { recursive: true });
  cpSync(EMULATOR, join(root, EMULATOR));
  for (const [name, minor] of [
    ['null', '3'],
    ['zero', '5'],
    ['random', '8'],
    ['urandom', '9'],
  ]) {
    output('mknod', ['--mode=666', join(root, 'dev', name), 'c', '1', minor]);
  }
}

/** The mirror that this machine itself uses: debootstrap's default may be out of reach. */
function mirror() {
  const folder = '/etc/apt/sources.list.d';
  const more = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const files = [...more, '/etc/apt/sources.list'].filter((file) => existsSync(file));
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  return /https?:\/\/\S+\/debian(?=\/?\s)/.exec(text)?.[0] ?? 'http://deb.debian.org/debian';
}
