// The size of libuv's thread pool in the started program.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const KPP = fileURLToPath(new URL('../../dist/src/cli/kpp.cjs', import.meta.url));
/** A module that is loaded before the program, and prints at its end how many threads it has. The pool starts all threads at once. */
const COUNT_THREADS = `
process.on('exit', () => {
  const { readdirSync, writeSync } = require('node:fs');
  writeSync(2, String(readdirSync('/proc/self/task').length));
});
`;

let folder: string;

beforeAll(() => {
  if (!existsSync(KPP)) throw new Error(`${KPP} is not there. Compile first: npm run build`);
  folder = mkdtempSync(join(tmpdir(), 'kpp-pool-'));
  writeFileSync(join(folder, 'count.cjs'), COUNT_THREADS);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function threads(setting: string | undefined): Promise<number> {
  const { UV_THREADPOOL_SIZE: _, ...rest } = process.env;
  const env = setting === undefined ? rest : { ...rest, UV_THREADPOOL_SIZE: setting };
  const args = ['--require', join(folder, 'count.cjs'), KPP, '--version'];
  const { stderr } = await promisify(execFile)(process.execPath, args, { env });
  return Number(stderr);
}

describe("libuv's thread pool", () => {
  it('has eight threads when the environment does not set a number', async () => {
    expect(await threads(undefined)).toBe(await threads('8'));
  });

  it('has the number of threads that the environment sets', async () => {
    const eight = await threads('8');
    expect([await threads('4'), await threads('12')]).toEqual([eight - 4, eight + 4]);
  });
});
