// What the events amount to: the state of each alarm, and the trip that was not reset.
import type { Alert, ControlEvent, Trip } from '../control/events.js';

/** Kept beside the store, for the case that it cannot be asked any more. */
export class EventState {
  private readonly alarmsByRule = new Map<string, Alert>();
  private openTrip: Trip | null = null;

  /** As the store knew it before the first event; what was taken already is newer. */
  begin(alarms: readonly Alert[], trip: Trip | null): void {
    for (const alarm of alarms)
      if (!this.alarmsByRule.has(alarm.rule)) this.alarmsByRule.set(alarm.rule, alarm);
    this.openTrip ??= trip;
  }

  take({ type, data }: ControlEvent): void {
    if (type === 'alert' && typeof data.rule === 'string')
      this.alarmsByRule.set(data.rule, data as unknown as Alert);
    if (type === 'trip') this.openTrip = data as unknown as Trip;
    if (type === 'reset') this.openTrip = null;
  }

  /** The last state of each rule that ever fired. */
  get alarms(): readonly Alert[] {
    return [...this.alarmsByRule.values()];
  }

  /** The last trip that no reset followed. */
  get trip(): Trip | null {
    return this.openTrip;
  }
}
