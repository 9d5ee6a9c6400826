// The list of outputs in the runtime directory: it is read as it was written, and does not remove the outputs of another run.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { OutputEntry } from '../../../src/runtime/outputs/entries.js';
import {
  OutputListError,
  readOutputLists,
  runtimeDirectory,
  writeOutputList,
} from '../../../src/runtime/outputs/list.js';

const BRAKE: OutputEntry = { name: 'brake', kind: 'gpio', chip: 'auto', line: 22, activeLow: false, safe: 0 };
const PUMP: OutputEntry = { name: 'pump', kind: 'gpio', chip: 'auto', line: 5, activeLow: true, safe: 1 };
/** No process has this number. */
const NO_PID = 2 ** 30;

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'kpp-list-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const writtenBy = (pid: number, outputs: readonly OutputEntry[]) =>
  JSON.stringify({ device: 'kpp-01', pid, outputs });

describe('the runtime directory', () => {
  it('is the one that the service manager gives, and /run/kpp without a service manager', () => {
    expect(runtimeDirectory({ RUNTIME_DIRECTORY: '/run/a' })).toBe('/run/a');
    expect(runtimeDirectory({ RUNTIME_DIRECTORY: '/run/a:/run/b' })).toBe('/run/a');
    expect(runtimeDirectory({ RUNTIME_DIRECTORY: '' })).toBe('/run/kpp');
    expect(runtimeDirectory({})).toBe('/run/kpp');
  });
});

describe('a list of outputs', () => {
  it('is read as it was written, under the name of its device, and leaves no other file', () => {
    const path = join(directory(), 'made', 'on', 'the', 'way');
    writeOutputList(path, 'kpp-01', [BRAKE, PUMP]);
    expect(readdirSync(path)).toEqual(['outputs-kpp-01.json']);
    const { lists, unreadable } = readOutputLists(path, 'kpp-01');
    expect(lists).toEqual([{ device: 'kpp-01', pid: process.pid, outputs: [BRAKE, PUMP] }]);
    expect(unreadable).toEqual([]);
  });

  it('is read for one device, or for all devices when the device is not known', () => {
    const path = directory();
    writeOutputList(path, 'kpp-01', [BRAKE]);
    writeOutputList(path, 'kpp-02', [PUMP]);
    expect(readOutputLists(path, 'kpp-02').lists.map(({ device }) => device)).toEqual(['kpp-02']);
    expect(readOutputLists(path, null).lists).toHaveLength(2);
    expect(readOutputLists(path, 'kpp-03').lists).toEqual([]);
    expect(readOutputLists(join(path, 'nowhere'), null).lists).toEqual([]);
  });

  it('replaces the list of a run that has ended', () => {
    const path = directory();
    writeFileSync(join(path, 'outputs-kpp-01.json'), writtenBy(NO_PID, [PUMP]));
    writeOutputList(path, 'kpp-01', [BRAKE]);
    expect(readOutputLists(path, 'kpp-01').lists[0]?.outputs).toEqual([BRAKE]);
  });

  it('keeps the outputs that another running program has listed under the same id', () => {
    const path = directory();
    writeFileSync(join(path, 'outputs-kpp-01.json'), writtenBy(process.ppid, [PUMP, BRAKE]));
    writeOutputList(path, 'kpp-01', [BRAKE]);
    expect(readOutputLists(path, 'kpp-01').lists[0]?.outputs).toEqual([BRAKE, PUMP]);
  });

  it.each(['', '{', '[]', 'null', '{"outputs":5}'])(
    'that contains %j is reported as unreadable, and replaced',
    (text) => {
      const path = directory();
      const file = join(path, 'outputs-kpp-01.json');
      writeFileSync(file, text);
      const { lists, unreadable } = readOutputLists(path, 'kpp-01');
      expect(lists).toEqual([]);
      expect(unreadable.map((one) => one.file)).toEqual([file]);
      writeOutputList(path, 'kpp-01', [BRAKE]);
      expect(readOutputLists(path, 'kpp-01').lists).toHaveLength(1);
    },
  );

  it('that cannot be written gives an error that says what to do, and changes no file', () => {
    const path = directory();
    writeFileSync(join(path, 'file'), '');
    const refused = () => writeOutputList(join(path, 'file'), 'kpp-01', [BRAKE]);
    expect(refused).toThrow(OutputListError);
    expect(refused).toThrow(/cannot be written to .*file/);
    try {
      refused();
    } catch (error) {
      expect((error as OutputListError).fix).toContain('RUNTIME_DIRECTORY');
    }
    expect(readFileSync(join(path, 'file'), 'utf8')).toBe('');
  });
});
