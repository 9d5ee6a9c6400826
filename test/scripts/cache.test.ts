// The cache of the scripts: what was built is used again as long as its inputs are the same.
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';

interface Cache {
  cacheFolder(): string;
  cached(name: string, inputs: readonly unknown[], make: (folder: string) => void): string;
}

const MODULE = fileURLToPath(new URL('../../scripts/support/cache.mjs', import.meta.url));
const { cacheFolder, cached } = (await import(pathToFileURL(MODULE).href)) as Cache;

describe('what a script has built', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kpp-cache-'));
    vi.stubEnv('KPP_CACHE', folder);
    vi.spyOn(console, 'log').mockReturnValue();
    onTestFinished(() => {
      vi.restoreAllMocks();
      rmSync(folder, { recursive: true, force: true });
    });
  });

  const write = (text: string) => (place: string) => writeFileSync(join(place, 'result'), text);

  it('is in the folder that KPP_CACHE names', () => {
    expect(cacheFolder()).toBe(folder);
  });

  it('is built once for the same inputs', () => {
    const first = cached('kernel', ['6.1', 'config'], write('first'));
    const second = cached('kernel', ['6.1', 'config'], write('second'));
    expect(second).toBe(first);
    expect(readFileSync(join(second, 'result'), 'utf8')).toBe('first');
  });

  it('is built anew when an input changes', () => {
    cached('kernel', ['6.1', 'config'], write('first'));
    const other = cached('kernel', ['6.1', 'another config'], write('second'));
    expect(readFileSync(join(other, 'result'), 'utf8')).toBe('second');
  });

  it('leaves nothing behind when it fails, and is tried again', () => {
    const fail = () => {
      throw new Error('no compiler');
    };
    expect(() => cached('kernel', ['6.1'], fail)).toThrow('no compiler');
    expect(readdirSync(folder)).toEqual([]);
    expect(existsSync(join(cached('kernel', ['6.1'], write('result')), 'result'))).toBe(true);
  });

  it('is deleted when no run has used it for two weeks', () => {
    const old = cached('image', ['old'], write('old'));
    const otherKind = cached('kernel', ['old'], write('old'));
    const threeWeeksAgo = new Date(Date.now() - 21 * 24 * 3600 * 1000);
    for (const entry of [old, otherKind]) utimesSync(entry, threeWeeksAgo, threeWeeksAgo);
    cached('image', ['new'], write('new'));
    expect(existsSync(old)).toBe(false);
    expect(existsSync(otherKind)).toBe(true);
  });
});
