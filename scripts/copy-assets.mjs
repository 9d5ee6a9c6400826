// Copies what the compiler leaves behind: the dashboard's files.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const from = join('src', 'comms', 'http', 'public');
cpSync(join(root, from), join(root, 'dist', from), { recursive: true });
