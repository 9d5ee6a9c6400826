// npm run bench: installs and compiles what is missing, then measures and shows the performance figures.
import { spawnSync } from 'node:child_process';
import { root } from './prepare.mjs';

const PREPARE = `
  import { build, installPackages } from './scripts/prepare.mjs';
  process.exit(installPackages() && build() ? 0 : 1);
`;

// Installing and compiling write to standard error: standard output is for the figures alone.
const prepared = spawnSync(process.execPath, ['--input-type=module', '--eval', PREPARE], {
  cwd: root,
  stdio: ['ignore', 2, 2],
});
if (prepared.status !== 0) process.exit(1);

// Imported only now, because the measurements import packages that have just been installed.
const { main, readOptions } = await import('./bench/main.mjs');
await main(readOptions(process.argv.slice(2)));
