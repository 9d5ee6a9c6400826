// npm run bench: installs and compiles what is missing, then measures and shows the performance figures.
import { spawnSync } from 'node:child_process';
import { root } from './prepare.mjs';

const PREPARE = `
  import { build, installPackages } from './scripts/prepare.mjs';
  process.exit(installPackages() && build() ? 0 : 1);
`;

// What installing and compiling say goes to standard error: standard output belongs to the figures.
const prepared = spawnSync(process.execPath, ['--input-type=module', '--eval', PREPARE], {
  cwd: root,
  stdio: ['ignore', 2, 2],
});
if (prepared.status !== 0) process.exit(1);

// Only now: the measurements import packages.
const { main, readOptions } = await import('./bench/main.mjs');
await main(readOptions(process.argv.slice(2)));
