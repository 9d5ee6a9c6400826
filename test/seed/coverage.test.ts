// The page on the seed's features names files, scenarios and tests. All of them must exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = readFileSync(`${ROOT}docs/seed-coverage.md`, 'utf8');
const SCENARIOS = readdirSync(`${ROOT}test/scenarios`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => basename(file, '.yaml'));

/** `*` matches any part of one name. */
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
  it('names only files that exist', () => {
    const files = [...PAGE.matchAll(/`([a-z][\w./*-]*\.ts)`/g)].map(([, file]) => file!);
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file) => !isThere(file))).toEqual([]);
  });

  it('names only scenarios that exist', () => {
    const named = [...PAGE.matchAll(/S: ([^|;]*)/g)].flatMap(([, list]) =>
      [...list!.matchAll(/`([\w*-]+)`/g)].map(([, name]) => name!),
    );
    expect(named.length).toBeGreaterThan(15);
    const missing = named.filter((name) => !SCENARIOS.some((scenario) => patternOf(name).test(scenario)));
    expect(missing).toEqual([]);
  });

  it('names only tests that exist', () => {
    const tests = [...PAGE.matchAll(/`([\w/-]+\.test\.ts)` \*([^*]+)\*/g)];
    expect(tests.length).toBeGreaterThan(10);
    for (const [, file, title] of tests) {
      expect(readFileSync(`${ROOT}test/${file}`, 'utf8'), `${file}: ${title}`).toContain(title);
    }
  });
});
