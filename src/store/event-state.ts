// The state that follows from the events: the last state of each alarm rule, and the trip that was not reset.
import type { Alert, ControlEvent, Trip } from '../vocabulary/events.js';

/** The control thread keeps a copy of its own for the case that the store fails and cannot be asked. */
export class EventState {
  private readonly alarmsByRule = new Map<string, Alert>();
  private openTrip: Trip | null = null;

  /** Takes the state that the store had before the first event. Events that were taken already are newer and win. */
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

  /** The last trip, as long as no reset followed; otherwise null. */
  get trip(): Trip | null {
    return this.openTrip;
  }
}
