// Compares the decision records with their index: numbers, titles and lines in the list.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const DECISIONS = fileURLToPath(new URL('../../docs/decisions/', import.meta.url));
const RECORD = /(^|\/)\d{4}-[a-z0-9-]+\.md$/;

/** The records, as paths below docs/decisions. */
const records = readdirSync(DECISIONS, { recursive: true, encoding: 'utf8' })
  .filter((file) => RECORD.test(file))
  .sort();

function number(record: string): string {
  return basename(record).slice(0, 4);
}

describe('the decision records', () => {
  it('have numbers that are unique over all areas', () => {
    expect(records.length).toBeGreaterThan(20);
    const numbers = records.map(number);
    expect(numbers.filter((each, place) => numbers.indexOf(each) !== place)).toEqual([]);
  });

  it('that are sorted into an area begin with their number', () => {
    const sorted = records.filter((record) => record.includes('/'));
    const titles = sorted.map((record) => readFileSync(join(DECISIONS, record), 'utf8').slice(0, 8));
    expect(titles).toEqual(sorted.map((record) => `# ${number(record)}: `));
  });

  it('that are sorted into an area have one line each in the index, which names nothing else', () => {
    const index = readFileSync(join(DECISIONS, 'README.md'), 'utf8');
    const listed = [...index.matchAll(/^- \[(\d{4})\]\(([^)]+)\): \S/gm)].map(
      ([, shown = '', path = '']) => `${shown} ${path}`,
    );
    const sorted = records.filter((record) => record.includes('/'));
    expect(listed.sort()).toEqual(sorted.map((record) => `${number(record)} ${record}`).sort());
  });
});
