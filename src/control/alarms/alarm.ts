// One alarm: its definition, its place in the state machine, its delays and its current occurrence.
import type { AlarmLevel, Alert } from '../../vocabulary/events.js';
import { MAX_SHELVE_S } from '../../vocabulary/words.js';
import { CLOCK } from '../tick.js';
import { type Judge, VERDICT, type Verdict } from './judge.js';
import type { MessageTemplates } from './message.js';
import type { AlarmInput, Hold, ProcessState } from './state-machine.js';
import { isActive, isRaised, isUnacknowledged } from './state-machine.js';

/** The settings that rules and built-in alarms have in common, without open defaults. */
export interface AlarmDefinition {
  readonly id: string;
  readonly channel: string | null;
  readonly unit: string;
  readonly level: AlarmLevel;
  /** Seconds. */
  readonly onDelay: number;
  /** Seconds. */
  readonly offDelay: number;
  readonly latch: boolean;
  readonly enabled: boolean;
  readonly threshold: number | null;
  readonly templates: MessageTemplates;
  readonly isRoot: boolean;
}

/** Positions in {@link Alarm.times}. Seconds are monotonic; NaN stands for never. */
const TIME = {
  onDelayS: 0,
  offDelayS: 1,
  /** Both delays are at least this. */
  leastDelayS: 2,
  /** Since when the condition has been such that it ends the present state, without the time in which it was not judged. */
  pendingSinceS: 3,
  /** Since when the condition is not judged. */
  waitingSinceS: 4,
  shelvedUntilS: 5,
  shelvedUntilMs: 6,
  raisedS: 7,
  sinceMs: 8,
  tokens: 9,
  tokensAtS: 10,
  length: 11,
} as const;

/** Tolerance: ticks are binary fractions of a second, delays are decimal ones. */
const TIME_TOLERANCE_S = 1e-9;

/** How often a rule may announce itself: this many transitions at once, and in the long run this many a minute. */
const TRANSITIONS_PER_MINUTE = 60;

export class Alarm {
  state: ProcessState = 'normal';
  /** True while an occurrence goes on. Kept beside {@link state}, because the scan asks several times a tick. */
  isActive = false;
  /** The root alarm that suppresses this one now. */
  suppressor: Alarm | null = null;
  /** The root alarms that can suppress this one. */
  roots: readonly Alarm[] = [];
  /** For a root alarm: true while its condition holds, so that it suppresses the alarms that depend on its channel. */
  explains = false;
  /** From this step of the degradation ladder on the alarm's input is not computed. */
  suppressedFromStep = Number.POSITIVE_INFINITY;
  shelved = false;
  /** Occurrences over the life of the store. */
  count = 0;
  /** Occurrences since the start of the program. */
  occurrences = 0;
  /** Alarms that would have been raised, but were suppressed under this one; since the start of the program. */
  consequences = 0;
  /** True when the present suppression has been counted under its root. */
  isCountedAsConsequence = false;
  /** True when this occurrence comes from before the start of the program. */
  isRestored = false;
  /** The cause of the alarm, given by the part that raises it: see {@link explain}. */
  detail = '';
  /** The verdict that the next step of the state machine waits for: {@link VERDICT}. */
  private seeks: Verdict = VERDICT.holds;
  private readonly times = new Float64Array(TIME.length);
  private announced: { latest: Alert | null } = { latest: null };
  /** The channel that is probably the cause, for an alarm that is not about one channel; null when it is not known. */
  suspect: string | null = null;
  private explanation = '';
  private subject = '';

  /**
   * @param channel the index in the process image, -1 when there is none
   * @param values the array with the value to report, at `valueAt`; with a judge its own number is reported
   */
  constructor(
    public definition: AlarmDefinition,
    readonly channel: number,
    readonly judge: Judge | null,
    private readonly values: Float64Array,
    private readonly valueAt: number,
  ) {
    this.times.fill(Number.NaN);
    this.times[TIME.onDelayS] = definition.onDelay;
    this.times[TIME.offDelayS] = definition.offDelay;
    this.times[TIME.leastDelayS] = 0;
    this.times[TIME.tokens] = TRANSITIONS_PER_MINUTE;
  }

  get id(): string {
    return this.definition.id;
  }

  get hold(): Hold {
    if (!this.definition.enabled) return 'outOfService';
    if (this.shelved) return 'shelved';
    return this.suppressor === null ? 'none' : 'suppressed';
  }

  /** The quantity that the alarm is about, null when there is none. */
  get value(): number | null {
    const value = this.judge === null ? this.values[this.valueAt]! : this.judge.measured[0]!;
    return Number.isFinite(value) ? value : null;
  }

  /** The alert that was announced last. */
  get latest(): Alert | null {
    return this.announced.latest;
  }

  set latest(alert: Alert | null) {
    this.announced.latest = alert;
  }

  get sinceMs(): number {
    return this.times[TIME.sinceMs]!;
  }

  get shelvedUntilMs(): number | null {
    return this.shelved ? this.times[TIME.shelvedUntilMs]! : null;
  }

  /** True while the alarm waits for the end of its condition. */
  get isRaised(): boolean {
    return this.seeks === VERDICT.back;
  }

  /** True when a verdict other than `holds` changes nothing: the alarm is not active, and no delay runs. */
  get isAtRest(): boolean {
    return !this.isActive && Number.isNaN(this.times[TIME.pendingSinceS]!);
  }

  /** Makes the detail from two parts. Repeating it in each tick costs two comparisons and makes no new text. */
  explain(explanation: string, subject: string): void {
    if (explanation === this.explanation && subject === this.subject) return;
    this.explanation = explanation;
    this.subject = subject;
    this.detail = subject === '' ? explanation : `${explanation} ${subject}`;
  }

  /**
   * Advances the delays. Returns the input for the state machine in this tick, or null. While the condition cannot be judged, a delay
   * waits: it neither runs nor begins anew.
   */
  inputOf(verdict: Verdict, clock: Float64Array): AlarmInput | null {
    const { times } = this;
    const nowS = clock[CLOCK.nowS]!;
    if (verdict === VERDICT.none) {
      if (Number.isNaN(times[TIME.waitingSinceS]!)) times[TIME.waitingSinceS] = nowS;
      return null;
    }
    if (!Number.isNaN(times[TIME.waitingSinceS]!)) this.endWait(clock);
    if (verdict !== this.seeks) {
      times[TIME.pendingSinceS] = Number.NaN;
      return null;
    }
    if (Number.isNaN(times[TIME.pendingSinceS]!)) times[TIME.pendingSinceS] = nowS;
    const isRaised = this.seeks === VERDICT.back;
    const delayS = Math.max(times[isRaised ? TIME.offDelayS : TIME.onDelayS]!, times[TIME.leastDelayS]!);
    if (nowS - times[TIME.pendingSinceS]! < delayS - TIME_TOLERANCE_S) return null;
    if (!isRaised) return 'raise';
    return this.definition.latch ? 'clearLatching' : 'clear';
  }

  /** From now on both delays are at least this long, s; one that runs as well. */
  set leastDelayS(seconds: number) {
    this.times[TIME.leastDelayS] = seconds;
  }

  /** A delay that runs goes on when the next state waits for the same verdict. */
  enter(state: ProcessState): void {
    const seeks = isRaised(state) ? VERDICT.back : VERDICT.holds;
    if (seeks !== this.seeks) this.forgetDelay();
    this.state = state;
    this.isActive = isActive(state);
    this.seeks = seeks;
  }

  /** A new occurrence begins. */
  begin(clock: Float64Array): void {
    this.count++;
    this.occurrences++;
    this.isRestored = false;
    this.times[TIME.raisedS] = clock[CLOCK.nowS]!;
    this.times[TIME.sinceMs] = Math.round(clock[CLOCK.wallMs]!);
  }

  /** @param seconds from now on, above 0 */
  shelve(seconds: number, clock: Float64Array): void {
    this.shelved = true;
    this.times[TIME.shelvedUntilS] = clock[CLOCK.nowS]! + seconds;
    this.times[TIME.shelvedUntilMs] = Math.round(clock[CLOCK.wallMs]! + seconds * 1000);
  }

  shelfHasExpired(clock: Float64Array): boolean {
    return this.shelved && clock[CLOCK.nowS]! >= this.times[TIME.shelvedUntilS]! - TIME_TOLERANCE_S;
  }

  hasStoodFor(seconds: number, clock: Float64Array): boolean {
    return this.isActive && clock[CLOCK.nowS]! - this.times[TIME.raisedS]! > seconds;
  }

  /** True when a new occurrence may be announced now. Its beginning and its end then count for the limit. */
  mayAnnounce(clock: Float64Array): boolean {
    const { times } = this;
    const nowS = clock[CLOCK.nowS]!;
    const elapsedS = Number.isNaN(times[TIME.tokensAtS]!) ? 0 : nowS - times[TIME.tokensAtS]!;
    const earned = (elapsedS * TRANSITIONS_PER_MINUTE) / 60;
    times[TIME.tokensAtS] = nowS;
    times[TIME.tokens] = Math.min(TRANSITIONS_PER_MINUTE, times[TIME.tokens]! + earned);
    if (times[TIME.tokens]! < 2) return false;
    times[TIME.tokens]! -= 2;
    return true;
  }

  /** Restores the stored state of this alarm: its count, and an occurrence that goes on. */
  restore(alert: Alert): void {
    this.count = alert.count;
    this.latest = alert;
    this.suspect = alert.channel;
    this.isRestored = alert.state === 'active';
    this.times[TIME.sinceMs] = alert.since;
    this.shelved = alert.shelvedUntil !== null;
    this.times[TIME.shelvedUntilMs] = alert.shelvedUntil ?? Number.NaN;
    if (alert.state === 'active') this.enter(alert.acknowledged ? 'acknowledged' : 'unacknowledged');
    else this.enter(alert.acknowledged ? 'normal' : 'returnedUnacknowledged');
  }

  /** Converts the restored wall times to the monotonic clock, which began anew. */
  placeOnClock(clock: Float64Array): void {
    const { times } = this;
    const nowS = clock[CLOCK.nowS]!;
    const wallMs = clock[CLOCK.wallMs]!;
    const shelvedS = Math.min(MAX_SHELVE_S, (times[TIME.shelvedUntilMs]! - wallMs) / 1000);
    times[TIME.shelvedUntilS] = nowS + shelvedS;
    times[TIME.raisedS] = nowS - Math.max(0, wallMs - times[TIME.sinceMs]!) / 1000;
  }

  /** Takes another definition of the same alarm. Its subject and a running occurrence stay. */
  redefine(definition: AlarmDefinition): void {
    this.definition = definition;
    this.times[TIME.onDelayS] = definition.onDelay;
    this.times[TIME.offDelayS] = definition.offDelay;
  }

  /** True when both judge the same quantity in the same way, perhaps with other limits. */
  judgesLike(other: Alarm): boolean {
    return this.definition.channel === other.definition.channel && this.judge?.kind === other.judge?.kind;
  }

  /** Takes over count and occurrence of the alarm that this one replaces. Without `latch` a latched occurrence waits for its end again. */
  inherit(before: Alarm): void {
    this.enter(before.state === 'latched' && !this.definition.latch ? 'unacknowledged' : before.state);
    this.shelved = before.shelved;
    this.count = before.count;
    this.occurrences = before.occurrences;
    this.consequences = before.consequences;
    this.isRestored = before.isRestored;
    // Shared, because a change of the old alarm may still wait to be announced.
    this.announced = before.announced;
    this.times.set(before.times.subarray(TIME.shelvedUntilS), TIME.shelvedUntilS);
    if (this.judge === null || before.judge === null || !this.judgesLike(before)) return;
    this.judge.inherit(before.judge);
    if (this.seeks === before.seeks && this.judge.hasSameLimits(before.judge)) {
      this.times.set(before.times.subarray(TIME.pendingSinceS, TIME.shelvedUntilS), TIME.pendingSinceS);
    }
  }

  get isAcknowledged(): boolean {
    return !isUnacknowledged(this.state);
  }

  private endWait(clock: Float64Array): void {
    const { times } = this;
    times[TIME.pendingSinceS]! += clock[CLOCK.nowS]! - times[TIME.waitingSinceS]!;
    times[TIME.waitingSinceS] = Number.NaN;
  }

  private forgetDelay(): void {
    this.times[TIME.pendingSinceS] = Number.NaN;
    this.times[TIME.waitingSinceS] = Number.NaN;
  }
}
