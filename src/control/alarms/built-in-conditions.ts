// The conditions of the built-in alarms: which of them hold now, and the values to report.
import type { AlarmCondition, WatchedPlant } from '../../catalogue/alarm-definition.js';
import { builtInOf } from '../../catalogue/alarm-ids.js';
import type { Alarm } from './alarm.js';
import type { AlarmHandle } from './handles.js';

/** A condition of the table. Each has the same fields, so that the engine reads them without looking for them. */
interface Judged {
  readonly handle: AlarmHandle;
  readonly holds: AlarmCondition['holds'];
  readonly value: NonNullable<AlarmCondition['value']> | null;
  readonly because: Because | null;
}

type Because = NonNullable<AlarmCondition['because']>;

/** Nothing is allocated after {@link watch}. */
export class BuiltInConditions {
  /** 1 for each alarm whose condition holds. */
  readonly holding: Uint8Array;
  /** 1 for each alarm that has to be judged although its condition does not hold. */
  readonly busy: Uint8Array;
  /** 1 for each alarm whose condition cannot be judged now. */
  readonly unknown: Uint8Array;
  /** The value that each alarm reports; NaN when it has none. */
  readonly values: Float64Array;
  /** True when an alarm may have to be judged: a condition holds, or has ended since the last judgement. */
  someAreBusy = true;
  /** True when the condition of an alarm has changed from which others follow. Whoever acts on it takes it back. */
  rootsHaveChanged = false;
  private alarms: readonly Alarm[] = [];
  private judged: readonly Judged[] = [];

  constructor(count: number) {
    this.holding = new Uint8Array(count);
    this.busy = new Uint8Array(count).fill(1);
    this.unknown = new Uint8Array(count);
    this.values = new Float64Array(count).fill(Number.NaN);
  }

  /** @param alarms the alarms whose conditions these are, by handle */
  watch(alarms: readonly Alarm[]): void {
    this.alarms = alarms;
    this.judged = alarms.flatMap(({ id }, i) => {
      const condition = builtInOf(id)?.definition.condition;
      if (typeof condition !== 'object') return [];
      const { holds, value = null, because = null } = condition;
      return [{ handle: i as AlarmHandle, holds, value, because }];
    });
  }

  set(handle: AlarmHandle, holds: boolean): void {
    const now = holds ? 1 : 0;
    if (this.holding[handle] === now) return;
    this.holding[handle] = now;
    this.someAreBusy = true;
    if (this.alarms[handle]!.definition.isRoot) this.rootsHaveChanged = true;
  }

  setWithValue(handle: AlarmHandle, holds: boolean, values: Float64Array, at: number): void {
    // Once more when the condition ends: the alarm then ends with the value that ended it.
    if (holds || this.holding[handle] === 1) this.values[handle] = values[at]!;
    this.set(handle, holds);
  }

  /** Says whether a condition can be judged now. While it cannot, the alarm keeps its state and its delays wait. */
  setJudged(handle: AlarmHandle, isJudged: boolean): void {
    this.unknown[handle] = isJudged ? 0 : 1;
  }

  /** Evaluates the conditions that are functions of the plant. */
  judge(plant: WatchedPlant): void {
    const { judged } = this;
    for (let i = 0; i < judged.length; i++) {
      const { handle, holds, value, because } = judged[i]!;
      const now = holds(plant, this.holding[handle] === 1);
      this.unknown[handle] = now === null ? 1 : 0;
      if (now === null) continue;
      if (value !== null && (now || this.busy[handle] === 1)) this.values[handle] = value(plant);
      if (now && because !== null) this.explain(handle, because, plant);
      this.set(handle, now);
    }
  }

  private explain(handle: AlarmHandle, because: Because, plant: WatchedPlant): void {
    const subject = because.subject(plant);
    if (subject !== null) this.alarms[handle]!.explain(because.text, subject);
  }
}
