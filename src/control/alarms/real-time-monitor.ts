// The alarm engine: judges all rules and built-in alarms once a control tick, and reports every change once.
import type { WatchedPlant } from '../../catalogue/alarm-definition.js';
import type { BuiltInAlarmId } from '../../catalogue/alarm-ids.js';
import type { AlarmRule, BuiltInAlarm } from '../../config/alarms.js';
import type { Alert } from '../../vocabulary/events.js';
import { MAX_SHELVE_S } from '../../vocabulary/words.js';
import type { ProcessImage } from '../state/image.js';
import { CLOCK } from '../tick.js';
import type { Alarm, AlarmDefinition } from './alarm.js';
import { Announcer } from './announcer.js';
import { BuiltInConditions } from './built-in-conditions.js';
import type { AlarmChanges, PreparedAlarms } from './changes.js';
import { type AlarmChannel, alarmOfBuiltIn, alarmOfRule, builtInDefinition } from './definition.js';
import type { AlarmHandle } from './handles.js';
import { VERDICT, type Verdict } from './judge.js';
import { LeastDelay } from './least-delay.js';
import { AlarmLifecycle } from './lifecycle.js';
import { AlarmRegistry } from './registry.js';
import { RuleTable } from './rule-table.js';
import { type AlarmState, alarmState, isUnacknowledged } from './state-machine.js';
import { type AlarmFigures, type AlarmReport, AlarmStatistics } from './statistics.js';
import { type Dependencies, type SuppressedFromStep, Suppression } from './suppression.js';

export interface MonitorOptions {
  /** The UUID of the store's log: occurrences get their ids from it. */
  readonly log: string;
  readonly rules: readonly AlarmRule[];
  readonly builtIns: readonly BuiltInAlarm[];
  /** Every channel of the process image, in its order. */
  readonly channels: readonly AlarmChannel[];
  /** The last alert of each rule, as the store remembers it. */
  readonly remembered?: readonly Alert[];
  /** A channel whose rules may have to wait, because its value says little for a while; see {@link LeastDelay}. */
  readonly slowChannel?: string;
  /** The inputs of each computed channel: a lost sensor suppresses the alarms on everything computed from it. */
  readonly dependencies?: Dependencies;
  /** The degradation step from which on a channel or alarm is not computed. */
  readonly suppressedFromStep?: SuppressedFromStep;
}

/** The answer to the sender of a command. */
export interface Outcome {
  readonly ok: boolean;
  readonly message: string;
}

/** After a start a restored alarm is not judged for this time, s: the parts that judge it need their first samples. */
const RESTORE_GRACE_S = 2;

/**
 * Pure: time and values come as arguments. A tick without a change allocates nothing.
 *
 * Built-in alarms are named by a handle: see {@link handleOf}, {@link setCondition}.
 */
export class RealTimeMonitor {
  /** The value that a built-in alarm reports, by its handle; NaN for none. Written by the part that sets the condition. */
  readonly conditionValues: Float64Array;
  /** Of the rules on {@link MonitorOptions.slowChannel}. Written by the part that computes this channel. */
  readonly leastDelay: LeastDelay;
  private readonly conditions: BuiltInConditions;
  private readonly registry: AlarmRegistry;
  private readonly rules = new RuleTable();
  private readonly channels: readonly AlarmChannel[];
  private readonly suppression: Suppression;
  private readonly announcer: Announcer;
  private readonly statistics = new AlarmStatistics();
  private readonly lifecycle: AlarmLifecycle;
  private readonly lastClock = new Float64Array(CLOCK.length);
  private hasStarted = false;
  private graceUntilS = 0;
  private someAreShelved = true;
  private lastStep = 0;

  /** @throws RangeError when the log is not a UUID, or a rule is not valid */
  constructor(options: MonitorOptions) {
    const { builtIns, channels, dependencies = {}, suppressedFromStep = {} } = options;
    this.announcer = new Announcer(options.log);
    this.lifecycle = new AlarmLifecycle(this.announcer, this.statistics);
    this.channels = channels;
    this.leastDelay = new LeastDelay(channels.findIndex(({ name }) => name === options.slowChannel));
    this.conditions = new BuiltInConditions(builtIns.length);
    this.conditionValues = this.conditions.values;
    const alarms = builtIns.map((builtIn, i) => alarmOfBuiltIn(builtIn, channels, this.conditionValues, i));
    this.conditions.watch(alarms);
    this.registry = new AlarmRegistry(alarms, options.remembered ?? []);
    this.suppression = new Suppression(
      dependencies,
      suppressedFromStep,
      alarms,
      channels.map(({ name }) => name),
    );
    for (const alarm of alarms) this.suppression.connect(alarm);
    for (const rule of options.rules) this.addMonitor(rule);
  }

  /**
   * The handle of a built-in alarm.
   *
   * @throws RangeError when this plant has no alarm with the id: an alarm of a sensor that it does not have
   */
  handleOf(id: BuiltInAlarmId): AlarmHandle {
    const index = this.registry.indexOf(id);
    if (index < 0) throw new RangeError(`there is no built-in alarm ${id} on this plant`);
    return index as AlarmHandle;
  }

  /** True while a built-in alarm waits for the end of its condition, acknowledged and shelved or not. */
  isRaised(handle: AlarmHandle): boolean {
    return this.registry.builtIns[handle]!.isRaised;
  }

  /** Sets whether the condition of a built-in alarm holds. It stays so until the next call. */
  setCondition(handle: AlarmHandle, holds: boolean): void {
    this.conditions.set(handle, holds);
  }

  /**
   * The same with the value to report, `values[at]`; a value that is not finite counts as none. An array and an index, because a
   * double passed as an argument may be allocated.
   */
  setConditionOf(handle: AlarmHandle, holds: boolean, values: Float64Array, at: number): void {
    this.conditions.setWithValue(handle, holds, values, at);
  }

  /** Says whether the condition of a built-in alarm can be judged now. While it cannot, the alarm keeps its state and its delays wait. */
  setJudged(handle: AlarmHandle, isJudged: boolean): void {
    this.conditions.setJudged(handle, isJudged);
  }

  /** Evaluates the conditions of the table that are functions of the plant. */
  judgeBuiltIns(plant: WatchedPlant): void {
    this.conditions.judge(plant);
  }

  /**
   * Sets the known cause of a built-in alarm, which is part of its message. To be called before the alarm is raised.
   *
   * @param subject the changing part of the cause; the text is made anew only when it changes
   */
  explain(handle: AlarmHandle, explanation: string, subject = ''): void {
    this.registry.builtIns[handle]!.explain(explanation, subject);
  }

  /** The same for an alarm that may be active already: then it is announced again with its new cause. */
  explainAgain(handle: AlarmHandle, explanation: string): void {
    const alarm = this.registry.builtIns[handle]!;
    const before = alarm.detail;
    alarm.explain(explanation, '');
    if (alarm.detail !== before && alarm.isActive) this.announcer.update(alarm, this.lastClock);
  }

  /** Sets the channel that an alarm names which is not about one channel; null when it is not known. To be called before it is raised. */
  blame(handle: AlarmHandle, channel: string | null): void {
    this.registry.builtIns[handle]!.suspect = channel;
  }

  /**
   * Ends the present occurrence of a built-in alarm although its condition holds, because another cause has joined the first one. The
   * next tick begins an occurrence, after the on-delay. A shelved or suppressed alarm stays as it is.
   */
  endOccurrence(handle: AlarmHandle, clock: Float64Array): void {
    const alarm = this.registry.builtIns[handle]!;
    if (alarm.hold === 'none') this.withdraw(alarm, clock);
  }

  /**
   * One control tick.
   *
   * @param clock as {@link CLOCK} lays it out
   * @param plantRuns true when a value that does not change is suspicious
   * @param degradation step of the ladder that decides what is computed, 0..4; a trip computes everything
   * @param out gets an alert for every change, in order; those beyond the limit of a tick follow in later ticks
   */
  evaluate(
    clock: Float64Array,
    image: ProcessImage,
    plantRuns: boolean,
    degradation: number,
    out: Alert[],
  ): void {
    if (!this.hasStarted) this.start(clock);
    // Faster for a few numbers than `set`, which is a call into the engine.
    for (let i = 0; i < CLOCK.length; i++) this.lastClock[i] = clock[i]!;
    this.statistics.advance(clock);
    if (this.registry.someAreLeaving) this.withdrawRemoved(clock);
    if (this.someAreShelved) this.endExpiredShelves(clock);
    const rootsHaveChanged = this.lifecycle.rootsHaveChanged || this.conditions.rootsHaveChanged;
    if (rootsHaveChanged || degradation !== this.lastStep || this.suppression.hasChanged(image))
      this.refreshSuppression(degradation, image);
    if (this.conditions.someAreBusy) this.evaluateBuiltIns(clock);
    this.rules.follow(this.registry);
    this.leastDelay.apply(this.registry);
    this.rules.evaluate(clock, image, plantRuns, this.lifecycle);
    this.announcer.drain(clock, out);
  }

  /**
   * Adds a rule, or replaces the one with the same id: count and occurrence go on.
   *
   * @throws RangeError when the id is that of a built-in alarm, or a number of the rule makes no sense
   */
  addMonitor(rule: AlarmRule): void {
    const alarm = alarmOfRule(rule, this.channels);
    this.suppression.connect(alarm);
    this.place(alarm);
    this.lifecycle.rootsHaveChanged = true;
    this.someAreShelved = true;
  }

  /**
   * Removes a rule; an occurrence that goes on ends with the next tick. False when there is no such rule.
   *
   * @throws RangeError for a built-in alarm: those can be disabled in the configuration
   */
  removeMonitor(id: string): boolean {
    return this.registry.remove(id);
  }

  /**
   * Prepares a change that {@link exchange} then applies at once: the alarms of new and changed rules, and
   * the settings of built-in alarms. It reads nothing that a tick changes, so it may be called between two ticks.
   *
   * @throws RangeError when a number of a rule makes no sense
   */
  prepare({ rules, removed, builtIns }: AlarmChanges): PreparedAlarms {
    const alarms = rules.map((rule) => alarmOfRule(rule, this.channels));
    for (const alarm of alarms) this.suppression.connect(alarm);
    const known = builtIns.filter(({ id }) => this.registry.indexOf(id) >= 0);
    const definitions = known.map((builtIn) => builtInDefinition(builtIn, this.channels));
    return { alarms, removed, definitions };
  }

  /** Applies the prepared change. An active alarm keeps its state, its occurrence and its count. */
  exchange({ alarms, removed, definitions }: PreparedAlarms): void {
    for (const id of removed) this.removeMonitor(id);
    for (const alarm of alarms) this.place(alarm);
    for (const definition of definitions) this.redefine(definition);
    this.lifecycle.rootsHaveChanged = true;
    this.someAreShelved = true;
  }

  /** Acknowledges one alarm, or with `*` all. Having nothing to acknowledge is not an error: another operator may have done it. */
  acknowledge(id: string, clock: Float64Array): Outcome {
    if (id === '*') {
      const owed = [...this.registry.all()].filter(({ state }) => isUnacknowledged(state));
      for (const alarm of owed) this.lifecycle.feed(alarm, 'acknowledge', clock);
      return { ok: true, message: `${owed.length} ${owed.length === 1 ? 'alarm' : 'alarms'} acknowledged` };
    }
    const alarm = this.registry.get(id);
    if (alarm === undefined) return unknownAlarm(id);
    if (!isUnacknowledged(alarm.state)) return { ok: true, message: `${id} has nothing to acknowledge` };
    this.lifecycle.feed(alarm, 'acknowledge', clock);
    return { ok: true, message: `${id} is acknowledged` };
  }

  /**
   * Shelves an alarm for a time: it may end, but it is not raised again.
   *
   * @param seconds 0 ends the shelving; at most `MAX_SHELVE_S`. Other values are refused, because callers of the library come here as well.
   */
  shelve(id: string, seconds: number, clock: Float64Array): Outcome {
    const alarm = this.registry.get(id);
    if (alarm === undefined) return unknownAlarm(id);
    if (!(seconds >= 0 && seconds <= MAX_SHELVE_S)) {
      return {
        ok: false,
        message: `an alarm can be shelved for 0 to ${MAX_SHELVE_S} seconds, not ${seconds}`,
      };
    }
    if (seconds === 0 && !alarm.shelved) return { ok: true, message: `${id} is not shelved` };
    if (seconds === 0) alarm.shelved = false;
    else alarm.shelve(seconds, clock);
    this.someAreShelved = true;
    this.announcer.update(alarm, clock);
    return {
      ok: true,
      message: seconds === 0 ? `${id} is no longer shelved` : `${id} is shelved for ${seconds} s`,
    };
  }

  /** True while a built-in alarm is active, as consumers see it. */
  isActive(handle: AlarmHandle): boolean {
    return this.registry.builtIns[handle]!.isActive;
  }

  /** The state of an alarm as ISA-18.2 names it, or null when there is none with this id. */
  stateOf(id: string): AlarmState | null {
    const alarm = this.registry.get(id);
    return alarm === undefined ? null : alarmState(alarm.state, alarm.hold);
  }

  /** The last alert of each alarm that was ever announced. */
  alerts(): Alert[] {
    return [...this.registry.all()].map(({ latest }) => latest).filter((alert) => alert !== null);
  }

  /** The figures for the health, as of the last tick. The same object each time; nothing is allocated. */
  figures(): Readonly<AlarmFigures> {
    return this.statistics.measure(this.registry, this.announcer, this.lastClock);
  }

  /** The figures with top offenders and root causes, for reports on demand. */
  report(): AlarmReport {
    return this.statistics.report(this.registry, this.announcer, this.lastClock);
  }

  private place(alarm: Alarm): void {
    const present = this.registry.get(alarm.id);
    if (present !== undefined && !alarm.judgesLike(present)) this.withdraw(present, this.lastClock);
    const before = this.registry.add(alarm);
    if (before !== null) {
      this.announcer.settle(before);
      this.announceDefinition(alarm, before.definition);
    } else alarm.placeOnClock(this.lastClock);
  }

  /** Ends an occurrence that the present rule did not find. */
  private withdraw(alarm: Alarm, clock: Float64Array): void {
    if (this.hasStarted) this.lifecycle.feed(alarm, 'withdraw', clock);
  }

  /** An active alarm is announced again when its level or its threshold is another one. */
  private announceDefinition(alarm: Alarm, before: AlarmDefinition): void {
    const { level, threshold } = alarm.definition;
    const isNew = level !== before.level || threshold !== before.threshold;
    if (isNew && this.hasStarted && alarm.isActive) this.announcer.update(alarm, this.lastClock);
  }

  private redefine(definition: AlarmDefinition): void {
    const index = this.registry.indexOf(definition.id);
    const alarm = this.registry.builtIns[index]!;
    const before = alarm.definition;
    alarm.redefine(definition);
    this.announceDefinition(alarm, before);
    this.conditions.busy[index] = 1;
    this.conditions.someAreBusy = true;
  }

  private start(clock: Float64Array): void {
    this.hasStarted = true;
    this.graceUntilS = clock[CLOCK.nowS]! + RESTORE_GRACE_S;
    for (const alarm of this.registry.all()) {
      alarm.placeOnClock(clock);
      if (alarm.latest !== null && alarm.latest.channel !== alarm.definition.channel)
        this.withdraw(alarm, clock);
    }
  }

  private withdrawRemoved(clock: Float64Array): void {
    for (const alarm of this.registry.retire()) this.lifecycle.feed(alarm, 'withdraw', clock);
  }

  private endExpiredShelves(clock: Float64Array): void {
    this.someAreShelved = false;
    for (const alarm of this.registry.all()) {
      if (alarm.shelfHasExpired(clock)) {
        alarm.shelved = false;
        this.announcer.update(alarm, clock);
      }
      if (alarm.shelved) this.someAreShelved = true;
    }
  }

  private refreshSuppression(degradation: number, image: ProcessImage): void {
    this.lifecycle.rootsHaveChanged = false;
    this.conditions.rootsHaveChanged = false;
    this.lastStep = degradation;
    this.suppression.refresh(this.registry, this.conditions.holding, degradation, image);
  }

  private evaluateBuiltIns(clock: Float64Array): void {
    const { holding, busy, unknown } = this.conditions;
    const { builtIns } = this.registry;
    let someAreBusy = false;
    for (let i = 0; i < builtIns.length; i++) {
      if (holding[i] === 0 && busy[i] === 0) continue;
      const alarm = builtIns[i]!;
      const verdict = unknown[i] === 1 ? VERDICT.none : this.verdictOf(alarm, holding[i] === 1, clock);
      this.lifecycle.step(alarm, verdict, clock);
      // Once more after the condition has ended, so that a running delay ends.
      busy[i] = holding[i] === 1 || alarm.isRaised ? 1 : 0;
      if (busy[i] === 1) someAreBusy = true;
    }
    this.conditions.someAreBusy = someAreBusy;
  }

  private verdictOf(alarm: Alarm, isThere: boolean, clock: Float64Array): Verdict {
    if (isThere) return VERDICT.holds;
    return alarm.isRestored && clock[CLOCK.nowS]! < this.graceUntilS ? VERDICT.none : VERDICT.back;
  }
}

function unknownAlarm(id: string): Outcome {
  return { ok: false, message: `there is no alarm with the id ${id}` };
}
