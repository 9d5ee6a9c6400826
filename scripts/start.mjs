// npm start: installs and compiles what is missing, then runs the demo in this process.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, installPackages, root } from './prepare.mjs';

if (!installPackages() || !build()) process.exit(1);
const program = join(root, 'dist', 'src', 'cli', 'kpp.cjs');
process.argv = [process.execPath, program, 'demo', ...process.argv.slice(2)];
await import(pathToFileURL(program).href);
