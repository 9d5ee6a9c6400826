// Follows docs/adding-things.md in a copy of the tree: compiles and runs each thing that the page adds, and checks that it works.
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = readFileSync(`${ROOT}docs/adding-things.md`, 'utf8');
const run = promisify(execFile);

/** A block of code on the page, with the path and the instruction above it. */
interface Block {
  readonly path: string;
  readonly change: 'new file' | 'add a line' | 'add an entry';
  readonly code: string;
}

const BLOCK = /^`([\w./-]+)`(?: \((add a line|add an entry)\))?\n\n```(?:ts|yaml)\n([\s\S]*?)```$/gm;
const BLOCKS: readonly Block[] = [...PAGE.matchAll(BLOCK)].map(([, path, change, code]) => ({
  path: path!,
  change: (change ?? 'new file') as Block['change'],
  code: code!,
}));
const COMMANDS = [...PAGE.matchAll(/^```sh\n(.*)\n```$/gm)].map(([, command]) => command!);

let copy = '';

function apply({ path, change, code }: Block): void {
  const file = join(copy, path);
  if (change === 'new file') {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
    return;
  }
  const before = readFileSync(file, 'utf8');
  const after = change === 'add a line' ? withLine(before, code) : withEntry(before, code);
  expect(after, `${path} has no place for what the page adds`).not.toBe(before);
  writeFileSync(file, after);
}

/** The import above the other ones, and the imported name at the end of the file's list. */
function withLine(text: string, code: string): string {
  const name = /\{ (\w+) \}/.exec(code)![1]!;
  return text
    .replace(/^import /m, `${code}import `)
    .replace(/,?\s*\](?= as const;|;)(?![\s\S]*\];)/, `, ${name}]`);
}

/** The entry at the end of the file's table. */
function withEntry(text: string, code: string): string {
  return text.replace(/^\} as const satisfies/m, `${code}} as const satisfies`);
}

/** A copy of the sources that uses the packages of this tree. */
function copyTree(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kpp-adding-'));
  const files = execFileSync('git', ['ls-files', '-z', 'src', 'hal', 'config', 'scripts', 'docs', '*.json'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  for (const file of files.split('\0').filter((name) => name !== '')) {
    cpSync(join(ROOT, file), join(folder, file), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

describe('docs/adding-things.md', () => {
  beforeAll(async () => {
    copy = copyTree();
    for (const block of BLOCKS) apply(block);
    await run('npm', ['run', '--silent', 'build'], { cwd: copy });
    await run('npm', ['run', '--silent', 'schema'], { cwd: copy });
  }, 300_000);

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('adds a device, an alarm, a command and a strategy with new files and one line each', () => {
    const changed = BLOCKS.filter(({ change }) => change !== 'new file').map(({ path }) => path);
    expect(changed).toEqual([
      'hal/linux/i2c/devices/registry.ts',
      'src/catalogue/alarms.ts',
      'src/commands/registry.ts',
      'src/control/recovery/strategies/index.ts',
    ]);
    expect(COMMANDS).toHaveLength(4);
  });

  for (const command of COMMANDS) {
    it(`shows that it works: ${command}`, { timeout: 60_000 }, async () => {
      const { stdout } = await run('sh', ['-c', command], { cwd: copy });
      expect(stdout).toContain('PASS');
      expect(stdout).not.toContain('FAIL');
    });
  }

  it('adds files that the linter accepts as they are; in the changed ones only `npm run format` has something to do', {
    timeout: 60_000,
  }, async () => {
    const paths = (isNew: boolean) =>
      BLOCKS.filter(({ path, change }) => path.endsWith('.ts') && (change === 'new file') === isNew).map(
        ({ path }) => path,
      );
    // The copy is not a git repository.
    const biome = (...args: readonly string[]) =>
      run('npx', ['biome', 'check', '--vcs-enabled=false', ...args], { cwd: copy });
    await biome(...paths(true));
    await biome('--write', ...paths(false));
  });

  it('brings the new device into the schema for editors', () => {
    expect(readFileSync(join(copy, 'config/controller.schema.json'), 'utf8')).toContain('tmp102');
  });

  it('brings the new alarm, and the new command, into the configuration', { timeout: 60_000 }, async () => {
    const kpp = join(copy, 'dist/src/cli/kpp.cjs');
    writeFileSync(
      join(copy, 'plant.yaml'),
      'alerts: { water_freezes: { onDelay: 60 } }\ncommands: { allow: [note] }\n',
    );
    const { stdout } = await run(process.execPath, [kpp, 'check', '--config', 'plant.yaml'], { cwd: copy });
    expect(stdout).toBe('plant.yaml: no problems\n');
  });
});
