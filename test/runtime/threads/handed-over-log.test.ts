// The log lines of the control thread: none is lost or reordered while the thread that writes them ends and is started again.
import { describe, expect, it } from 'vitest';
import { HandedOverLog } from '../../../src/runtime/threads/handed-over-log.js';

describe('the handed-over log', () => {
  it('writes directly before a thread takes the lines, and after the last one has ended', () => {
    const direct: string[] = [];
    const taken: string[] = [];
    const log = new HandedOverLog((line) => direct.push(line));
    log.write('a');
    log.to((line) => taken.push(line));
    log.write('b');
    log.end();
    log.write('c');
    expect(direct).toEqual(['a', 'c']);
    expect(taken).toEqual(['b']);
  });

  it('keeps the lines of a pause for the next thread, in order', () => {
    const taken: string[] = [];
    const log = new HandedOverLog(() => {});
    log.to(() => {});
    log.hold();
    log.write('a');
    log.write('b');
    log.to((line) => taken.push(line));
    log.write('c');
    expect(taken).toEqual(['a', 'b', 'c']);
  });

  it('keeps at most a thousand lines', () => {
    const direct: string[] = [];
    const log = new HandedOverLog((line) => direct.push(line));
    log.to(() => {});
    log.hold();
    for (let i = 0; i < 1500; i++) log.write(String(i));
    log.end();
    expect(direct).toHaveLength(1000);
    expect(direct.at(-1)).toBe('999');
  });
});
