// Measures how often each alarm was raised, and how long it was active, in each minute.
import type { Alert } from '../vocabulary/events.js';
import type { AlarmActivity } from './minute-row.js';

type Occurrence = Pick<Alert, 'id' | 'rule' | 'state' | 'since'>;

interface Active {
  readonly id: string;
  sinceMs: number;
}

/** Times are wall time in milliseconds since the epoch; the caller brings them in order within one period. */
export class AlarmClock {
  private readonly active = new Map<string, Active>();
  private activity = new Map<string, { raised: number; activeS: number }>();
  private beganMs = 0;

  /** Sets the alarms that were active before the first event. They do not count as raised here. */
  assume(alerts: readonly Occurrence[]): void {
    for (const { id, rule, state } of alerts) {
      if (state === 'active') this.active.set(rule, { id, sinceMs: 0 });
    }
  }

  begin(atMs: number): void {
    this.beganMs = atMs;
  }

  alert({ id, rule, state, since }: Occurrence, atMs: number): void {
    const known = this.active.get(rule);
    // When the start of this alarm was never reported, the alert itself has the time of its start.
    const active = known ?? (state === 'cleared' ? { id, sinceMs: since } : undefined);
    // A change of an active alarm, for example its acknowledgement, is not a new occurrence.
    if (state === 'active' && active?.id === id) return;
    if (active !== undefined) this.addUp(rule, active, atMs);
    this.active.delete(rule);
    if (state !== 'active') return;
    this.active.set(rule, { id, sinceMs: atMs });
    this.of(rule).raised++;
  }

  /** Ends the period that {@link begin} began, and returns its figures by rule. */
  end(atMs: number): Record<string, AlarmActivity> {
    for (const [rule, active] of this.active) {
      this.addUp(rule, active, atMs);
      active.sinceMs = atMs;
    }
    const activity = Object.fromEntries(this.activity);
    this.activity = new Map();
    return activity;
  }

  private addUp(rule: string, { sinceMs }: Active, untilMs: number): void {
    // Time that another row has already counted is left out: an event can be late, or older than a jump of the clock.
    const seconds = (untilMs - Math.max(sinceMs, this.beganMs)) / 1000;
    this.of(rule).activeS += Math.max(0, seconds);
  }

  private of(rule: string): { raised: number; activeS: number } {
    const known = this.activity.get(rule);
    if (known !== undefined) return known;
    const fresh = { raised: 0, activeS: 0 };
    this.activity.set(rule, fresh);
    return fresh;
  }
}
