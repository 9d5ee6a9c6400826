// Checks the rules that make the tree easy to read: small folders, and files that say what they are for.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const MAX_FILES_A_FOLDER = 20;
const MAX_LINES_A_FILE = 400;

/** The files that git tracks below these folders. */
function tracked(...folders: string[]): string[] {
  return execFileSync('git', ['ls-files', '-z', ...folders], { cwd: ROOT, encoding: 'utf8' })
    .split('\0')
    .filter((file) => file !== '');
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** The comment at the top of a file, without a line that names an interpreter. */
function header(text: string): string {
  const [first = '', second = ''] = text.split('\n');
  return first.startsWith('#!') ? second : first;
}

describe('the tree', () => {
  it(`has no folder of more than ${MAX_FILES_A_FOLDER} files`, () => {
    const counts = new Map<string, number>();
    for (const file of tracked('src', 'hal', 'test', 'scripts', 'config', 'systemd', 'docs')) {
      counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
    }
    const crowded = [...counts].filter(([, count]) => count > MAX_FILES_A_FOLDER);
    expect(crowded).toEqual([]);
  });

  it('has sources that begin with a sentence on what they are for', () => {
    const sources = tracked('src', 'hal', 'test', 'scripts').filter((file) =>
      /\.(ts|mjs|cjs|js)$/.test(file),
    );
    expect(sources.length).toBeGreaterThan(500);
    expect(sources.filter((file) => !/^(\/\/|\/\*) ?\S/.test(header(read(file))))).toEqual([]);
  });

  it(`has no source of more than ${MAX_LINES_A_FILE} lines`, () => {
    const sources = tracked('src', 'hal').filter((file) => file.endsWith('.ts'));
    expect(sources.filter((file) => read(file).split('\n').length > MAX_LINES_A_FILE)).toEqual([]);
  });
});
