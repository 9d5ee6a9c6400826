// The page that goes through the seed names files, scenarios and tests: all of them are there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = readFileSync(`${ROOT}docs/seed-coverage.md`, 'utf8');
const SCENARIOS = readdirSync(`${ROOT}test/scenarios`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => basename(file, '.yaml'));

/** `*` stands for any part of one name. */
function patternOf(name: string): RegExp {
  return new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`);
}

function isThere(path: string): boolean {
  return ['src/', 'test/', ''].some((base) => {
    if (!path.includes('*')) return existsSync(`${ROOT}${base}${path}`);
    const slash = path.lastIndexOf('/');
    const folder = `${ROOT}${base}${path.slice(0, slash)}`;
    const pattern = patternOf(path.slice(slash + 1));
    return existsSync(folder) && readdirSync(folder).some((name) => pattern.test(name));
  });
}

describe('docs/seed-coverage.md', () => {
  it('names files that are there', () => {
    const files = [...PAGE.matchAll(/`([a-z][\w./*-]*\.ts)`/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file) => !isThere(file))).toEqual([]);
  });

  it('names scenarios that are there', () => {
    const named = [...PAGE.matchAll(/S: ([^|;]*)/g)].flatMap(([, list]) =>
      [...list!.matchAll(/`([\w*-]+)`/g)].map(([, name]) => name!),
    );
    expect(named.length).toBeGreaterThan(15);
    const missing = named.filter((name) => !SCENARIOS.some((scenario) => patternOf(name).test(scenario)));
    expect(missing).toEqual([]);
  });

  it('names tests that are there', () => {
    const tests = [...PAGE.matchAll(/`([\w/-]+\.test\.ts)` \*([^*]+)\*/g)];
    expect(tests.length).toBeGreaterThan(10);
    for (const [, file, title] of tests) {
      expect(readFileSync(`${ROOT}test/${file}`, 'utf8'), `${file}: ${title}`).toContain(title);
    }
  });
});
