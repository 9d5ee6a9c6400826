// The name of a thread for the operating system.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { nameThread } from '../../src/shared/thread-name.js';

const folder = mkdtempSync(join(tmpdir(), 'kpp-thread-name-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the name of a thread', () => {
  it('begins with kpp and has at most 15 characters, which is what Linux keeps', () => {
    const file = join(folder, 'comm');
    writeFileSync(file, 'node');
    nameThread('comms', file);
    expect(readFileSync(file, 'utf8')).toBe('kpp-comms');
    nameThread('a-very-long-name', file);
    expect(readFileSync(file, 'utf8')).toBe('kpp-a-very-long');
  });

  it('is left out where the system has no such file', () => {
    expect(() => nameThread('comms', join(folder, 'missing', 'comm'))).not.toThrow();
  });
});
