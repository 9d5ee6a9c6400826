// Copies the files of the live page into dist/, which the compiler does not do.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const from = join('src', 'comms', 'http', 'public');
cpSync(join(root, from), join(root, 'dist', from), { recursive: true });
