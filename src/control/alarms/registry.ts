// The registry of alarms: the built-in ones, and the rules, which may be added and removed at run time.
import type { Alert } from '../../vocabulary/events.js';
import type { Alarm } from './alarm.js';

/** The number of removed rules whose count is kept, in case they come back. */
const MAX_RETIRED = 10_000;

export class AlarmRegistry {
  readonly builtIns: readonly Alarm[];
  readonly rules: Alarm[] = [];
  /** Counts the changes of {@link rules}. */
  changes = 0;
  private readonly indices = new Map<string, number>();
  private readonly byId = new Map<string, Alarm>();
  /** Removed since the last tick. */
  private leaving: Alarm[] = [];
  private readonly retired = new Map<string, Alarm>();
  private readonly remembered: ReadonlyMap<string, Alert>;

  /**
   * @param remembered the last alert of each rule; alerts of rules that do not exist yet are kept for them
   * @throws RangeError when two alarms have the same id
   */
  constructor(builtIns: readonly Alarm[], remembered: readonly Alert[]) {
    this.builtIns = builtIns;
    this.remembered = new Map(remembered.map((alert) => [alert.rule, alert]));
    builtIns.forEach((alarm, i) => {
      if (this.byId.has(alarm.id))
        throw new RangeError(`there are two built-in alarms with the id ${alarm.id}`);
      this.indices.set(alarm.id, i);
      this.byId.set(alarm.id, alarm);
      this.restore(alarm);
    });
  }

  get(id: string): Alarm | undefined {
    return this.byId.get(id);
  }

  all(): IterableIterator<Alarm> {
    return this.byId.values();
  }

  /** The index of a built-in alarm, or -1. */
  indexOf(id: string): number {
    return this.indices.get(id) ?? -1;
  }

  get someAreLeaving(): boolean {
    return this.leaving.length > 0;
  }

  /**
   * Adds the alarm of a rule. It replaces an alarm with the same id and takes over its count and an
   * unfinished occurrence.
   *
   * @returns the alarm that was replaced, or null
   */
  add(alarm: Alarm): Alarm | null {
    this.refuseBuiltIn(alarm.id, 'choose another id');
    const before = this.takeOut(alarm.id) ?? this.takeBack(alarm.id);
    this.byId.set(alarm.id, alarm);
    this.rules.push(alarm);
    this.changes++;
    if (before === null) this.restore(alarm);
    else alarm.inherit(before);
    return before;
  }

  /** Removes a rule. Returns false when there is no such rule. */
  remove(id: string): boolean {
    this.refuseBuiltIn(id, 'it can be disabled in the configuration, not removed');
    const alarm = this.takeOut(id);
    if (alarm !== null) this.leaving.push(alarm);
    return alarm !== null;
  }

  /** Retires the rules that were removed since the last call, and returns them. */
  retire(): readonly Alarm[] {
    const { leaving, retired } = this;
    for (const alarm of leaving) retired.set(alarm.id, alarm);
    for (const id of retired.keys()) {
      if (retired.size <= MAX_RETIRED) break;
      retired.delete(id);
    }
    this.leaving = [];
    return leaving;
  }

  private takeOut(id: string): Alarm | null {
    const alarm = this.byId.get(id);
    if (alarm === undefined) return null;
    this.byId.delete(id);
    this.rules.splice(this.rules.indexOf(alarm), 1);
    this.changes++;
    return alarm;
  }

  private takeBack(id: string): Alarm | null {
    const alarm = this.leaving.find((leaving) => leaving.id === id) ?? this.retired.get(id) ?? null;
    this.leaving = this.leaving.filter((leaving) => leaving !== alarm);
    this.retired.delete(id);
    return alarm;
  }

  private restore(alarm: Alarm): void {
    const alert = this.remembered.get(alarm.id);
    if (alert !== undefined) alarm.restore(alert);
  }

  private refuseBuiltIn(id: string, advice: string): void {
    if (this.indices.has(id)) throw new RangeError(`${id} is a built-in alarm: ${advice}`);
  }
}
