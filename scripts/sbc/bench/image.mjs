// Makes the guest's disk: the root file system with the kernel's modules and the files of the bench.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../../prepare.mjs';
import { cached } from '../../support/cache.mjs';
import { output } from '../../support/process.mjs';

const GUEST = join(root, 'test', 'sbc', 'guest');
const DISK_SIZE = '2G';
const HOSTS = '127.0.0.1 localhost bench\n10.0.2.100 broker.bench\n';
/** The guest has no screen, and nobody logs in on its serial ports: they are the plant's and the bench's. */
const MASKED = ['getty.target', 'getty@tty1.service', 'serial-getty@ttyS0.service', 'console-getty.service'];

/**
 * Returns the folder with `disk.img`.
 *
 * @param kernel the folder of the kernel
 * @param system the folder of the root file system
 */
export function buildImage(kernel, system) {
  const files = readdirSync(GUEST).sort();
  const texts = files.map((name) => readFileSync(join(GUEST, name), 'utf8'));
  return cached(
    'image',
    [basename(kernel), basename(system), DISK_SIZE, HOSTS, MASKED, files, texts],
    (folder) => {
      const tree = join(folder, 'root');
      // `cp` keeps owners, links and device files.
      output('cp', ['-a', join(system, 'root'), tree]);
      cpSync(join(kernel, 'modules', 'lib', 'modules'), join(tree, 'usr/lib/modules'), { recursive: true });
      for (const release of readdirSync(join(tree, 'usr/lib/modules')))
        output('depmod', ['-b', tree, release]);
      addBench(tree, files);
      const disk = join(folder, 'disk.img');
      output('mkfs.ext4', ['-q', '-m', '0', '-L', 'bench', '-d', tree, disk, DISK_SIZE]);
      rmSync(tree, { recursive: true });
    },
  );
}

function addBench(tree, files) {
  const units = join(tree, 'etc/systemd/system');
  const programs = join(tree, 'usr/local/lib/bench');
  mkdirSync(programs, { recursive: true });
  mkdirSync(join(units, 'multi-user.target.wants'), { recursive: true });
  for (const name of files) {
    const isUnit = name.endsWith('.service');
    output('install', [
      '-m',
      isUnit ? '644' : '755',
      join(GUEST, name),
      join(isUnit ? units : programs, name),
    ]);
    if (isUnit) symlinkSync(`../${name}`, join(units, 'multi-user.target.wants', name));
  }
  for (const name of MASKED) symlinkSync('/dev/null', join(units, name));
  writeFileSync(join(tree, 'etc/hostname'), 'bench\n');
  writeFileSync(join(tree, 'etc/hosts'), HOSTS);
  writeFileSync(join(tree, 'etc/fstab'), '/dev/vda / ext4 defaults 0 1\n');
  // A journal on the disk shows what happened before a power cut.
  mkdirSync(join(tree, 'var/log/journal'), { recursive: true });
}
