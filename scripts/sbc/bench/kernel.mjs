// Builds the guest's kernel: Debian's sources, with only the drivers that the bench uses.
import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../../prepare.mjs';
import { cached } from '../../support/cache.mjs';
import { output } from '../../support/process.mjs';
import { kernelSource } from './programs.mjs';

const FOLDER = join(root, 'test', 'sbc', 'kernel');
const CONFIG = join(FOLDER, 'kernel.config');
const PATCH = join(FOLDER, 'i2c-stub-nack.patch');

/** Returns the folder with `bzImage`, and below `modules/` the modules as they are installed. */
export function buildKernel() {
  const source = kernelSource();
  const inputs = [
    basename(source),
    statSync(source).size,
    ...[CONFIG, PATCH].map((file) => readFileSync(file, 'utf8')),
  ];
  return cached('kernel', inputs, (folder) => {
    console.log('The first run builds a kernel: this takes about 15 minutes.');
    const tree = join(folder, basename(source, '.tar.xz'));
    output('tar', ['-xf', source, '-C', folder]);
    output('patch', ['-p1', '-d', tree, '-i', PATCH]);
    const make = (...targets) => output('make', ['-C', tree, ...targets]);
    make('tinyconfig');
    output('scripts/kconfig/merge_config.sh', ['-m', '.config', CONFIG], { cwd: tree });
    make('olddefconfig');
    checkConfig(readFileSync(join(tree, '.config'), 'utf8'));
    make(`-j${availableParallelism()}`, 'bzImage', 'modules');
    make('modules_install', `INSTALL_MOD_PATH=${join(folder, 'modules')}`);
    copyFileSync(join(tree, 'arch/x86/boot/bzImage'), join(folder, 'bzImage'));
    writeFileSync(join(folder, 'config'), readFileSync(join(tree, '.config')));
    rmSync(tree, { recursive: true });
  });
}

/** @throws an error that names the options which the kernel's own rules took out of the configuration */
function checkConfig(made) {
  const has = new Set(made.split('\n'));
  const lost = readFileSync(CONFIG, 'utf8')
    .split('\n')
    .filter((line) => /^CONFIG_\w+=[ym]$/.test(line))
    .filter((line) => !has.has(line) && !has.has(line.replace('=m', '=y')));
  if (lost.length > 0) {
    throw new Error(
      `The kernel does not take ${lost.join(', ')}: see what each depends on, and correct ${CONFIG}`,
    );
  }
}
