// Decides whether the wall clock of this machine is synchronised, from what the machine itself knows.
import { existsSync, statSync } from 'node:fs';

export type ClockState = 'synchronised' | 'unsynchronised';

/** The facts that the decision uses; tests replace them. */
export interface ClockEvidence {
  /** True when systemd-timesyncd runs on this machine. */
  readonly hasTimesyncd: () => boolean;
  /** True when systemd-timesyncd has set the clock since the machine was started. */
  readonly timesyncdHasSynchronised: () => boolean;
  /** Wall time, milliseconds since the epoch. */
  readonly wallMs: () => number;
  /** When this program was installed, milliseconds since the epoch. */
  readonly installedMs: number;
}

const TIMESYNC = '/run/systemd/timesync';

export const SYSTEM_CLOCK: ClockEvidence = {
  hasTimesyncd: () => existsSync(TIMESYNC),
  timesyncdHasSynchronised: () => existsSync(`${TIMESYNC}/synchronized`),
  wallMs: Date.now,
  installedMs: statSync(new URL(import.meta.url)).mtimeMs,
};

/**
 * A clock that is earlier than the program's own files is wrong: a board without a battery starts in the past. When
 * timesyncd runs, its answer counts. When another program or nobody sets the clock, a plausible clock counts as synchronised.
 */
export function clockState(evidence: ClockEvidence): ClockState {
  if (evidence.wallMs() < evidence.installedMs) return 'unsynchronised';
  if (!evidence.hasTimesyncd()) return 'synchronised';
  return evidence.timesyncdHasSynchronised() ? 'synchronised' : 'unsynchronised';
}

/** Reports the state at the first look and at each change. */
export class ClockWatch {
  private last: ClockState | null = null;

  constructor(
    private readonly onChange: (state: ClockState) => void,
    private readonly evidence: ClockEvidence = SYSTEM_CLOCK,
  ) {}

  /** To be called every few seconds. */
  look(): void {
    const state = clockState(this.evidence);
    if (state === this.last) return;
    this.last = state;
    this.onChange(state);
  }
}
