// The file that `kpp setup` writes.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  assertWritable,
  INSTALLED_SETTINGS,
  isFree,
  writeTarget,
} from '../../../src/cli/setup/target-file.js';
import { temporaryFile } from '../captured.js';

const INSTALLED = readFileSync(
  fileURLToPath(new URL('../../../config/installed.yaml', import.meta.url)),
  'utf8',
);
const modeOf = (file: string) => statSync(file).mode & 0o777;

describe('a file', () => {
  it.each([
    ['the untouched one of the package', INSTALLED, true],
    ['one with comments alone', '# nothing yet\n', true],
    ['an empty one', '', true],
    ['one with a setting', 'device: { id: a }\n', false],
    ['the one of the package with one setting more', `${INSTALLED}\nstore: { maxMegabytes: 100 }\n`, false],
    ['one that is not YAML', 'device: [\n', false],
  ])('%s may be replaced without a question: %s', (_what, text, free) => {
    expect(isFree(temporaryFile('k.yaml', text))).toBe(free);
  });

  it('that is missing may be written', () => {
    expect(isFree(join(dirname(temporaryFile('other', '')), 'k.yaml'))).toBe(true);
  });

  it('of the package has the settings that count as untouched', () => {
    expect(parse(INSTALLED)).toEqual(INSTALLED_SETTINGS);
  });
});

describe('writing', () => {
  it('makes the folder, and a file that others cannot read; nothing else stays behind', () => {
    const folder = join(dirname(temporaryFile('other', '')), 'etc', 'kpp');
    const file = join(folder, 'controller.yaml');
    assertWritable(file, 'kpp setup');
    expect(writeTarget(file, 'a: 1\n', null)).toBeNull();
    expect([readFileSync(file, 'utf8'), modeOf(file)]).toEqual(['a: 1\n', 0o640]);
    expect(readdirSync(folder)).toEqual(['controller.yaml']);
  });

  it('keeps the old file under another name, and its permissions', () => {
    const file = temporaryFile('k.yaml', 'old: 1\n');
    chmodSync(file, 0o604);
    expect(writeTarget(file, 'new: 1\n', null)).toBe(`${file}.old`);
    expect([readFileSync(file, 'utf8'), modeOf(file)]).toEqual(['new: 1\n', 0o604]);
    expect([readFileSync(`${file}.old`, 'utf8'), modeOf(`${file}.old`)]).toEqual(['old: 1\n', 0o604]);
  });

  it('that fails leaves the file as it was', () => {
    const file = temporaryFile('k.yaml', 'old: 1\n');
    mkdirSync(`${file}.old`);
    expect(() => writeTarget(file, 'new: 1\n', null)).toThrow();
    expect(readFileSync(file, 'utf8')).toBe('old: 1\n');
    expect(readdirSync(dirname(file)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('is refused for a folder, before any question', () => {
    const file = temporaryFile('k.yaml', '');
    expect(() => assertWritable(dirname(file), 'kpp setup')).toThrow(/is not a file/);
  });

  it.skipIf(process.getuid?.() === 0)('without the right says the command for root', () => {
    const file = temporaryFile('k.yaml', '');
    chmodSync(dirname(file), 0o555);
    expect(() => assertWritable(file, 'kpp setup')).toThrow(
      expect.objectContaining({ fix: expect.stringContaining('`sudo kpp setup`') }),
    );
    chmodSync(dirname(file), 0o755);
    writeFileSync(file, '');
    expect(existsSync(file)).toBe(true);
  });
});
