// The record of what was lost, what was done about it, and whether the symptom went away.
import type { ControlEvent } from '../events.js';
import { RECOVERY_TYPES, type RecoveryType } from '../states.js';

/** What the program does about each type of loss; the one who notices is the one who acts. */
const STRATEGIES: Readonly<Record<RecoveryType, string>> = {
  sensor_lost: 'reopen',
  comms_crash: 'restart',
  store_crash: 'restart',
  broker_lost: 'reconnect',
};

interface Attempt {
  readonly type: RecoveryType;
  readonly subject: string;
  readonly beganS: number;
}

/** A recovery has succeeded only when its symptom is gone; until then it stands as an attempt. */
export class ErrorRecoverySystem {
  /** By position in RECOVERY_TYPES. */
  readonly attempts = new Float64Array(RECOVERY_TYPES.length);
  readonly succeeded = new Float64Array(RECOVERY_TYPES.length);
  private readonly open = new Map<string, Attempt>();

  /** A symptom appeared. One that is being recovered from already is the same one. */
  begin(
    type: RecoveryType,
    subject: string,
    reason: string,
    nowS: number,
    ts: number,
    events: ControlEvent[],
  ): void {
    const key = `${type} ${subject}`;
    if (this.open.has(key)) return;
    this.open.set(key, { type, subject, beganS: nowS });
    this.attempts[RECOVERY_TYPES.indexOf(type)]!++;
    const strategy = STRATEGIES[type];
    events.push({ type: 'recovery', ts, data: { type, subject, strategy, outcome: 'attempted', reason } });
  }

  /** A symptom is gone. */
  end(type: RecoveryType, subject: string, nowS: number, ts: number, events: ControlEvent[]): void {
    const key = `${type} ${subject}`;
    const attempt = this.open.get(key);
    if (attempt === undefined) return;
    this.open.delete(key);
    this.succeeded[RECOVERY_TYPES.indexOf(type)]!++;
    const seconds = Math.round((nowS - attempt.beganS) * 1000) / 1000;
    const strategy = STRATEGIES[type];
    events.push({ type: 'recovery', ts, data: { type, subject, strategy, outcome: 'succeeded', seconds } });
  }

  total(counts: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < counts.length; i++) sum += counts[i]!;
    return sum;
  }
}
