// The progress bar of a long command.
import { describe, expect, it } from 'vitest';
import { ProgressBar } from '../../src/cli/progress-bar.js';

function barOn(isTTY: boolean | undefined) {
  const written: string[] = [];
  const clock = { nowMs: 0 };
  const target = { write: (text: string) => written.push(text), ...(isTTY === undefined ? {} : { isTTY }) };
  return { bar: new ProgressBar(target, () => clock.nowMs), written, clock };
}

describe('a progress bar', () => {
  it('shows the share and a note on one line of a terminal, and is removed at the end', () => {
    const { bar, written } = barOn(true);
    bar.show(0.25, '2026-01-08');
    expect(written[0]).toBe(`\r[${'#'.repeat(10)}${'.'.repeat(30)}]  25 % 2026-01-08\u001b[K`);
    bar.end();
    expect(written[1]).toBe('\r\u001b[K');
  });

  it('is drawn at most five times a second', () => {
    const { bar, written, clock } = barOn(true);
    for (clock.nowMs = 0; clock.nowMs < 1000; clock.nowMs += 10) bar.show(clock.nowMs / 1000, '');
    expect(written).toHaveLength(5);
  });

  it('stays between its ends, whatever the share is', () => {
    const { bar, written, clock } = barOn(true);
    for (const share of [-1, 2, Number.NaN]) {
      clock.nowMs += 1000;
      bar.show(share, '');
    }
    expect(written.map((text) => text.includes(']   0 %'))).toEqual([true, false, true]);
    expect(written[1]).toContain('] 100 %');
  });

  it.each([false, undefined])('writes nothing into a file or a pipe (isTTY %s)', (isTTY) => {
    const { bar, written } = barOn(isTTY);
    bar.show(0.5, 'half');
    bar.end();
    expect(written).toEqual([]);
  });
});
