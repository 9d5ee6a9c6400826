// The groups of tests are lists of paths: a path that no file has would be a test in the wrong group.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Selection {
  readonly LONG: readonly string[];
  readonly MAX_FILES: number;
  choose(
    related: readonly string[],
    changed: readonly string[],
  ): { readonly chosen: readonly string[]; readonly left: number };
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Counting {
  count(report: Report): Counts;
  sum(
    checks: readonly { readonly name: string; readonly ok: boolean }[],
    tests: Counts,
  ): Counts & { readonly broken: readonly string[] };
}

/** A module of `scripts/`, which is plain JavaScript. */
async function script<Module>(path: string): Promise<Module> {
  return (await import(pathToFileURL(join(ROOT, 'scripts', path)).href)) as Module;
}

const GROUPS = JSON.parse(readFileSync(join(ROOT, 'test', 'groups.json'), 'utf8')) as Readonly<
  Record<'isolated' | 'long' | 'timed', readonly string[]>
>;
const { LONG, MAX_FILES, choose } = await script<Selection>('test/selection.mjs');
const { count, sum } = await script<Counting>('test/vitest.mjs');

describe('the groups of tests', () => {
  it.each([...GROUPS.isolated, ...GROUPS.long, ...GROUPS.timed])('%s is a file', (path) => {
    expect(existsSync(join(ROOT, path))).toBe(true);
  });

  it('isolate each unit test that replaces a module, and no other test', () => {
    const unitTests = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.test.ts') && !path.startsWith('integration'))
      .map((path) => `test/${path}`);
    const replacing = unitTests.filter((path) => /^vi\.mock\(/m.test(readFileSync(join(ROOT, path), 'utf8')));
    expect(replacing.sort()).toEqual([...GROUPS.isolated]);
  });
});

describe('the tests of a quick run', () => {
  it('are the changed ones first, then those of the same folder, then the others', () => {
    const related = [
      'test/cli/a.test.ts',
      'test/hal/sim/b.test.ts',
      'test/control/c.test.ts',
      'test/d.test.ts',
    ];
    const changed = ['src/control/x.ts', 'hal/sim/y.ts', 'test/d.test.ts'];
    expect(choose(related, changed).chosen).toEqual([
      'test/d.test.ts',
      'test/hal/sim/b.test.ts',
      'test/control/c.test.ts',
      'test/cli/a.test.ts',
    ]);
  });

  it('leave out a long test unless it changed itself', () => {
    const long = LONG[0]!;
    expect(choose([long, 'test/a.test.ts'], ['src/a.ts'])).toEqual({ chosen: ['test/a.test.ts'], left: 1 });
    expect(choose([long], [long])).toEqual({ chosen: [long], left: 0 });
  });

  it('are no more than a minute allows, and the rest is counted', () => {
    const related = Array.from({ length: MAX_FILES + 5 }, (_, i) => `test/far/${i}.test.ts`);
    const near = 'test/near/near.test.ts';
    const { chosen, left } = choose([...related, near], ['src/near/x.ts']);
    expect(chosen).toHaveLength(MAX_FILES);
    expect(chosen[0]).toBe(near);
    expect(left).toBe(6);
  });
});

describe('the last line of a run', () => {
  it('counts a file that could not be loaded as a failure', () => {
    const report = {
      numPassedTests: 3,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 0,
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{}] },
        { status: 'passed', assertionResults: [{}] },
      ],
    };
    expect(count(report)).toEqual({ passed: 3, failed: 2, skipped: 2 });
  });

  it('counts each check as a test', () => {
    const checks = [
      { name: 'lint', ok: true },
      { name: 'types', ok: false },
    ];
    expect(sum(checks, { passed: 5, failed: 0, skipped: 1 })).toEqual({
      passed: 6,
      failed: 1,
      skipped: 1,
      broken: ['types'],
    });
  });
});
