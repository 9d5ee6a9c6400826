// The recovery: knows what can be tried against each type of trouble, and follows each trouble until its symptom is gone.
import type { ControlEvent } from '../../vocabulary/events.js';
import { CLOCK } from '../tick.js';
import { BREAKER_STATES, type BreakerState } from './circuit-breaker.js';
import { POLICIES, type Policy, publishedType, RECOVERY_TYPES, type RecoveryType } from './policies.js';
import { RecoveryBooks } from './recovery-books.js';
import { type CaseOwner, RecoveryCase } from './recovery-case.js';
import type { RecoveryCounts } from './recovery-figures.js';
import type { RecoveryRequest } from './request.js';
import { STRATEGIES } from './strategies/index.js';
import {
  type RecoveryContext,
  type RecoveryScope,
  type RecoveryStrategy,
  type Strategy,
  type StrategyFunction,
  strategyOf,
} from './strategy.js';

/** The subject of a user's error when `handleError` got none. */
const NO_SUBJECT = 'controller';
/** With more troubles than this, old ones are dropped. */
const MANY_CASES = 64;

export interface ErrorContext {
  /** The subject of the trouble. Troubles of the same type with the same subject are one trouble, whatever their data. */
  readonly subject?: string | undefined;
  /** One sentence for the event log. */
  readonly reason?: string | undefined;
  /** Called on each control tick: returns whether the symptom has gone. Without it, call {@link ErrorRecoverySystem.resolve}. */
  readonly isGone?: (() => boolean) | undefined;
}

export interface RegisterOptions {
  /** The step of the degradation ladder when no strategy helped against a user's type, 0 for none; 1 by default. */
  readonly escalateToStep?: number | undefined;
}

/** Receives the events and requests of a tick. */
export interface RecoverySink {
  readonly events: ControlEvent[];
  readonly requests: RecoveryRequest[];
}

/** The context, filled again for each attempt. */
type Filled = { -readonly [K in keyof RecoveryContext]: RecoveryContext[K] };

/**
 * A recovery has succeeded when its symptom is gone, whatever a strategy returns. Nothing is given up for ever:
 * attempts age, and the breaker that blocks after a failed chain lets a probe through from time to time.
 */
export class ErrorRecoverySystem {
  /**
   * The lowest step of the degradation ladder that unrecovered troubles require; 0 for none.
   * {@link floorCause} is the trouble behind it.
   */
  floor = 0;
  floorCause: RecoveryCase | null = null;

  private readonly chains = new Map<string, Strategy[]>();
  private readonly policies = new Map<string, Policy>(Object.entries(POLICIES));
  private readonly books = new RecoveryBooks();
  private readonly cases = new Map<string, RecoveryCase>();
  /** The cases that are not idle, and those whose symptom has just appeared. */
  private active: RecoveryCase[] = [];
  private readonly watched = new Map<RecoveryCase, () => boolean>();
  private readonly context: Filled = {
    type: '',
    subject: '',
    reason: '',
    attempt: 0,
    nowS: 0,
    data: undefined,
    request: (request) => this.sink.requests.push(request),
  };
  private sink: RecoverySink = { events: [], requests: [] };
  private nowS = 0;
  private readonly owner: CaseOwner = {
    chain: (type) => this.chains.get(type) ?? [],
    applies: (trouble, strategy) => this.ask(trouble, () => strategy.applies(this.context)),
    stands: (trouble, strategy) => this.ask(trouble, () => strategy.stands(this.context)),
    perform: (trouble, strategy) => this.perform(trouble, strategy),
    succeeded: (trouble, strategy) =>
      this.books.closed(trouble, strategy, 'succeeded', 'the symptom is gone'),
    failed: (trouble, strategy, why) => this.books.closed(trouble, strategy, 'failed', why),
    escalated: (trouble, why) => this.books.escalated(trouble, why),
  };

  /** @param scope the objects that the built-in strategies act on; without it there are only registered strategies */
  constructor(scope: RecoveryScope | null = null) {
    if (scope === null) return;
    for (const type of RECOVERY_TYPES) {
      const against = STRATEGIES.filter((strategy) => strategy.against.includes(type));
      const chain = against.map(({ name, make }) => strategyOf({ name, ...make(scope) }, false));
      this.chains.set(type, chain);
    }
  }

  /**
   * Registers a user's strategy, for a built-in type or a user's type. It is tried before the built-in ones, and after
   * strategies that were registered earlier.
   *
   * @throws RangeError on a strategy that makes no sense
   */
  registerStrategy(
    type: string,
    strategy: RecoveryStrategy | StrategyFunction,
    { escalateToStep }: RegisterOptions = {},
  ): void {
    const chain = this.chains.get(type) ?? [];
    const own = strategyOf(strategy, true);
    const firstBuiltIn = chain.findIndex(({ isCustom }) => !isCustom);
    chain.splice(firstBuiltIn < 0 ? chain.length : firstBuiltIn, 0, own);
    this.chains.set(type, chain);
    if (escalateToStep !== undefined) this.policies.set(type, policyOfOnesOwn(type, escalateToStep));
  }

  /**
   * Reports an error: from the next control tick on the strategies of its type are tried, until `context.isGone` returns
   * true or {@link resolve} is called. Reporting it again changes only its data.
   */
  handleError(
    type: string,
    data?: unknown,
    { subject = NO_SUBJECT, reason, isGone }: ErrorContext = {},
  ): void {
    const trouble = this.case(type, subject);
    trouble.data = data;
    trouble.isReported = true;
    this.setSymptom(trouble, true, reason ?? 'it was reported');
    if (isGone !== undefined) this.watched.set(trouble, isGone);
  }

  /** Reports that the symptom of a handled error has gone. */
  resolve(type: string, subject = NO_SUBJECT): void {
    const trouble = this.cases.get(keyOf(type, subject));
    if (trouble === undefined) return;
    trouble.present = false;
    this.watched.delete(trouble);
  }

  /** The trouble of a type with a subject. Keep it for {@link setSymptom}. */
  case(type: string, subject: string): RecoveryCase {
    const key = keyOf(type, subject);
    let trouble = this.cases.get(key);
    if (trouble === undefined) {
      if (this.cases.size >= MANY_CASES) this.dropForgotten();
      trouble = new RecoveryCase(type, subject, this.policies.get(type) ?? POLICIES.custom, this.owner);
      this.cases.set(key, trouble);
    }
    return trouble;
  }

  /** Sets whether the symptom is present. To be called on each control tick, or when it changes. */
  setSymptom(trouble: RecoveryCase, present: boolean, reason: string): void {
    if (present === trouble.present) return;
    trouble.present = present;
    if (!present) return;
    trouble.reason = reason;
    if (!this.active.includes(trouble)) this.active.push(trouble);
  }

  /** Records an attempt by another part of the program. To be called between two {@link advance}. */
  actedOn(trouble: RecoveryCase, reason: string): void {
    this.setSymptom(trouble, true, reason);
    trouble.reason = reason;
    trouble.nowS = this.nowS;
    trouble.actedOn();
  }

  /** Another part of the program has taken over: an open attempt counts as failed. */
  giveUp(trouble: RecoveryCase, why: string): void {
    trouble.nowS = this.nowS;
    trouble.giveUp(why);
  }

  /** To be called first in a tick, with the times, as {@link CLOCK} lays them out, and the receivers of events and requests. */
  beginTick(clock: Float64Array, sink: RecoverySink): void {
    this.nowS = clock[CLOCK.nowS]!;
    this.sink = sink;
    this.books.nowS = clock[CLOCK.nowS]!;
    this.books.ts = clock[CLOCK.wallMs]!;
    this.books.events = sink.events;
  }

  /** One control tick, after all symptoms were set. Costs nothing when nothing is wrong. */
  advance(): void {
    const { active } = this;
    if (active.length === 0) return;
    let idle = 0;
    for (let i = 0; i < active.length; i++) {
      const trouble = active[i]!;
      trouble.nowS = this.nowS;
      if (this.hasGone(trouble)) trouble.present = false;
      trouble.advance();
      if (trouble.phase === 'idle') idle++;
    }
    if (idle > 0) this.active = active.filter(({ phase }) => phase !== 'idle');
    this.findFloor();
  }

  /** The present troubles. */
  get troubles(): readonly RecoveryCase[] {
    return this.active;
  }

  /** All attempts since the start. */
  get total(): RecoveryCounts {
    return this.books.total;
  }

  /** The counts of a type, including users' types. */
  countsOf(type: string): RecoveryCounts {
    return this.books.countsOf(type);
  }

  /** The counts of a strategy. A built-in strategy hides a user's strategy of the same name. */
  countsOfStrategy(name: string): RecoveryCounts {
    return this.books.countsOfStrategy(name);
  }

  /** The breaker of a type's causes; of several, the one that is furthest from closed. */
  breakerOf(type: RecoveryType): BreakerState {
    let worst = 0;
    for (let i = 0; i < this.active.length; i++) {
      const trouble = this.active[i]!;
      if (publishedType(trouble.type) === type)
        worst = Math.max(worst, BREAKER_STATES.indexOf(trouble.breaker.state));
    }
    return BREAKER_STATES[worst]!;
  }

  private hasGone(trouble: RecoveryCase): boolean {
    if (this.watched.size === 0) return false;
    const isGone = this.watched.get(trouble);
    if (isGone === undefined || !this.ask(trouble, isGone)) return false;
    this.watched.delete(trouble);
    return true;
  }

  /** Calls a user's code. An exception counts as false. */
  private ask(trouble: RecoveryCase, question: () => boolean): boolean {
    this.fill(trouble);
    try {
      return question() === true;
    } catch {
      return false;
    }
  }

  private perform(trouble: RecoveryCase, strategy: Strategy): { why: string; skip: boolean } | null {
    this.books.attempted(trouble, strategy);
    this.fill(trouble);
    try {
      const answer = strategy.attempt(this.context);
      if (answer === false) return { why: 'it says that it cannot', skip: true };
      if (!(answer instanceof Promise)) return null;
      answer.catch(() => {});
      return { why: 'it answered with a promise; a strategy has to answer at once', skip: true };
    } catch (error) {
      return { why: `it threw: ${error instanceof Error ? error.message : String(error)}`, skip: false };
    }
  }

  private fill(trouble: RecoveryCase): void {
    const { context } = this;
    context.type = trouble.type;
    context.subject = trouble.subject;
    context.reason = trouble.reason;
    context.attempt = trouble.attempts;
    context.nowS = this.nowS;
    context.data = trouble.data;
  }

  private findFloor(): void {
    this.floor = 0;
    this.floorCause = null;
    for (const trouble of this.active) {
      if (!trouble.isEscalated || trouble.policy.step <= this.floor) continue;
      this.floor = trouble.policy.step;
      this.floorCause = trouble;
    }
  }

  private dropForgotten(): void {
    for (const [key, trouble] of this.cases) {
      const isOver = !trouble.present && trouble.isForgottenAt(this.nowS);
      if (trouble.isReported && isOver) this.cases.delete(key);
    }
  }
}

function policyOfOnesOwn(type: string, step: number): Policy {
  if (publishedType(type) === type)
    throw new RangeError(`what follows a ${type} is decided; escalateToStep is for types of your own`);
  if (!(Number.isInteger(step) && step >= 0 && step <= 4))
    throw new RangeError(`escalateToStep is ${step}; give a step of the degradation ladder, 0 to 4`);
  return { onsetS: 0, escalation: step === 0 ? 'alarm' : 'ladder', step };
}

function keyOf(type: string, subject: string): string {
  return `${type} ${subject}`;
}
