// The plant's state: applies the table of transitions and remembers why the plant tripped.
import type { Trip } from '../../vocabulary/events.js';
import type { PlantState } from '../../vocabulary/words.js';
import { ENERGISED, type PlantInput, TRANSITIONS } from './transitions.js';

export class PlantMachine {
  private current: PlantState = 'standby';
  private energised = ENERGISED.standby;
  private since = 0;
  private cause: Trip | null = null;

  get state(): PlantState {
    return this.current;
  }

  /** True in the states in which outputs may be energised. */
  get isEnergised(): boolean {
    return this.energised;
  }

  /** Monotonic seconds at which the present state began. */
  get sinceS(): number {
    return this.since;
  }

  /** Why the plant is tripped; null in every other state. */
  get trip(): Trip | null {
    return this.cause;
  }

  /** Applies an input. Returns false when the table has no transition for it in this state. */
  apply(input: Exclude<PlantInput, 'trip'>, nowS: number): boolean {
    return this.move(input, nowS, null);
  }

  /** Trips. Returns false when the plant is tripped already; it then keeps its first cause. */
  tripBecauseOf(trip: Trip, nowS: number): boolean {
    return this.move('trip', nowS, trip);
  }

  private move(input: PlantInput, nowS: number, cause: Trip | null): boolean {
    const next = TRANSITIONS[this.current][input];
    if (next === undefined) return false;
    this.current = next;
    this.energised = ENERGISED[next];
    this.since = nowS;
    this.cause = cause;
    return true;
  }
}
