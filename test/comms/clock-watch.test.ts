// When the wall clock counts as synchronised, and when the watch reports a change.
import { describe, expect, it } from 'vitest';
import { type ClockEvidence, ClockWatch, clockState } from '../../src/comms/clock-watch.js';

const INSTALLED_MS = 1_764_000_000_000;

function evidence(hasTimesyncd: boolean, hasSynchronised: boolean, wallMs: number): ClockEvidence {
  return {
    hasTimesyncd: () => hasTimesyncd,
    timesyncdHasSynchronised: () => hasSynchronised,
    wallMs: () => wallMs,
    installedMs: INSTALLED_MS,
  };
}

describe('the clock', () => {
  it.each([
    [
      'before the program was installed, with or without timesyncd',
      true,
      true,
      INSTALLED_MS - 1,
      'unsynchronised',
    ],
    ['later, without timesyncd', false, false, INSTALLED_MS, 'synchronised'],
    ['later, where timesyncd has not set it yet', true, false, INSTALLED_MS, 'unsynchronised'],
    ['later, where timesyncd has set it', true, true, INSTALLED_MS, 'synchronised'],
  ] as const)('%s', (_when, hasTimesyncd, hasSynchronised, wallMs, state) => {
    expect(clockState(evidence(hasTimesyncd, hasSynchronised, wallMs))).toBe(state);
  });
});

describe('the watch', () => {
  it('reports the first look and each change', () => {
    const seen: string[] = [];
    let hasSynchronised = false;
    const clock = { ...evidence(true, false, INSTALLED_MS), timesyncdHasSynchronised: () => hasSynchronised };
    const watch = new ClockWatch((state) => seen.push(state), clock);
    for (let n = 0; n < 12; n++) watch.look();
    expect(seen).toEqual(['unsynchronised']);
    hasSynchronised = true;
    for (let n = 0; n < 12; n++) watch.look();
    expect(seen).toEqual(['unsynchronised', 'synchronised']);
  });
});
