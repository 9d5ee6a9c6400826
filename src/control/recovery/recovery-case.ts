// One trouble and its recovery: tries one strategy after the other, judges each attempt by the symptom alone, and escalates.
import { CircuitBreaker } from './circuit-breaker.js';
import type { Policy } from './policies.js';
import type { Strategy } from './strategy.js';

/** Time between attempts of a strategy, s, at least its settling time; it doubles each time, up to half a minute. */
const FIRST_PAUSE_S = 0.5;
export const LONGEST_PAUSE_S = 30;
/** After this time without the symptom a trouble is over, and its attempts are forgotten, s. */
export const AGEING_S = 30;
/** A symptom without any attempt must be absent for this time to count as gone, s. */
const GONE_S = 0.5;
const ROUNDING_S = 1e-9;

/**
 * - `idle`: no symptom; - `waiting`: for the time of the next attempt; - `attempting`: an attempt waits for its verdict;
 * - `blocked`: the breaker lets no attempt through.
 */
export type CasePhase = 'idle' | 'waiting' | 'attempting' | 'blocked';

/** Carries out the decisions of a case, and keeps the books. */
export interface CaseOwner {
  chain(type: string): readonly Strategy[];
  applies(trouble: RecoveryCase, strategy: Strategy): boolean;
  stands(trouble: RecoveryCase, strategy: Strategy): boolean;
  /** Null when the attempt is under way; otherwise why it is not. `skip` is true when another try is useless. */
  perform(trouble: RecoveryCase, strategy: Strategy): { readonly why: string; readonly skip: boolean } | null;
  succeeded(trouble: RecoveryCase, strategy: Strategy): void;
  failed(trouble: RecoveryCase, strategy: Strategy, why: string): void;
  escalated(trouble: RecoveryCase, why: string): void;
}

/** Level-triggered: set {@link present} and {@link nowS}, then {@link advance}, on each control tick while not idle. */
export class RecoveryCase {
  /** In: the symptom is present. */
  present = false;
  /** In: the reason, one sentence. */
  reason = '';
  /** In: the data of a user's error. */
  data: unknown = undefined;
  /** In: monotonic time, s. */
  nowS = 0;

  phase: CasePhase = 'idle';
  /** The strategy of the attempt that waits for its verdict. */
  strategy: Strategy | null = null;
  /** Attempts at this trouble, with any outcome. */
  attempts = 0;
  /** When the symptom appeared, monotonic s. */
  beganS = 0;
  /** True for a user's error, which is dropped some time after its end; the program's own cases are kept. */
  isReported = false;
  /** All strategies have failed, and the symptom has not gone since. */
  isEscalated = false;
  readonly breaker = new CircuitBreaker();

  private position = 0;
  /** Failed attempts in a row of the strategy at {@link position}. */
  private failures = 0;
  private lastSeenS = Number.NEGATIVE_INFINITY;
  private goneSinceS = Number.NaN;
  private dueS = 0;
  private startedS = 0;
  private deadlineS = 0;

  constructor(
    readonly type: string,
    readonly subject: string,
    readonly policy: Policy,
    private readonly owner: CaseOwner,
  ) {}

  /** True when it has been idle for so long that its attempts are forgotten. */
  isForgottenAt(nowS: number): boolean {
    return this.phase === 'idle' && nowS - this.lastSeenS > AGEING_S;
  }

  advance(): void {
    const { nowS } = this;
    if (this.phase === 'idle') {
      if (!this.present) return;
      this.begin();
    }
    if (this.present) {
      this.lastSeenS = nowS;
      this.goneSinceS = Number.NaN;
    } else if (Number.isNaN(this.goneSinceS)) this.goneSinceS = nowS;
    switch (this.phase) {
      case 'attempting':
        this.judge();
        break;
      case 'waiting':
        if (this.isGoneFor(GONE_S)) this.rest();
        else if (this.present && nowS >= this.dueS - ROUNDING_S) this.tryNext();
        break;
      case 'blocked':
        if (this.isGoneFor(GONE_S)) this.rest();
        else if (this.present && nowS >= this.breaker.untilS - ROUNDING_S) this.probe();
        break;
      default:
    }
  }

  /**
   * Another part of the program acts on it now, for example a supervisor that restarts a thread. This is an attempt, independent of
   * the rhythm here. An attempt that is under way has failed.
   */
  actedOn(): void {
    if (this.phase === 'idle') this.begin();
    this.lastSeenS = this.nowS;
    this.goneSinceS = Number.NaN;
    if (this.phase === 'attempting') this.fail('another one was needed', false);
    if (this.phase === 'blocked') this.restartChain();
    this.tryNext();
  }

  /** Ends all attempts, because another part of the program has taken over. */
  giveUp(why: string): void {
    if (this.strategy !== null) {
      const { strategy } = this;
      this.strategy = null;
      this.owner.failed(this, strategy, why);
      this.owner.escalated(this, why);
    }
    this.rest();
  }

  private begin(): void {
    const { nowS, breaker } = this;
    if (nowS - this.lastSeenS > AGEING_S) this.forget();
    this.beganS = nowS;
    this.goneSinceS = Number.NaN;
    const isBlocked = nowS < breaker.untilS;
    this.phase = isBlocked ? 'blocked' : 'waiting';
    if (isBlocked) this.isEscalated = true;
    else if (breaker.state === 'open') this.beginProbe();
    const pauseS = this.attempts === 0 ? 0 : this.pauseS();
    this.dueS = nowS + Math.max(this.policy.onsetS, pauseS);
  }

  private forget(): void {
    this.attempts = 0;
    this.restartChain();
    this.breaker.close();
  }

  private restartChain(): void {
    this.position = 0;
    this.failures = 0;
  }

  /** Judges the attempt by the symptom alone. */
  private judge(): void {
    const strategy = this.strategy!;
    if (this.isGoneFor(strategy.holdS)) this.succeed(strategy);
    else if (this.present && this.nowS >= this.deadlineS - ROUNDING_S && !this.owner.stands(this, strategy))
      this.fail('the symptom is there', false);
  }

  private isGoneFor(seconds: number): boolean {
    return this.nowS - this.goneSinceS >= seconds - ROUNDING_S;
  }

  private tryNext(): void {
    const strategy = this.nextStrategy();
    if (strategy === null) {
      this.escalate('no strategy is left');
      return;
    }
    this.attempts++;
    this.strategy = strategy;
    this.phase = 'attempting';
    this.startedS = this.nowS;
    this.deadlineS = this.nowS + strategy.settleS;
    const refusal = this.owner.perform(this, strategy);
    if (refusal !== null) this.fail(refusal.why, refusal.skip);
  }

  private nextStrategy(): Strategy | null {
    const chain = this.owner.chain(this.type);
    for (; this.position < chain.length; this.position++, this.failures = 0) {
      const strategy = chain[this.position]!;
      if (this.failures < strategy.maxAttempts && this.owner.applies(this, strategy)) return strategy;
    }
    return null;
  }

  private probe(): void {
    this.beginProbe();
    this.tryNext();
  }

  private beginProbe(): void {
    this.breaker.admitProbe();
    this.restartChain();
  }

  private succeed(strategy: Strategy): void {
    this.strategy = null;
    this.owner.succeeded(this, strategy);
    this.failures = 0;
    this.breaker.close();
    this.rest();
  }

  private fail(why: string, skip: boolean): void {
    const strategy = this.strategy!;
    this.strategy = null;
    this.owner.failed(this, strategy, why);
    this.failures = skip ? strategy.maxAttempts : this.failures + 1;
    this.phase = 'waiting';
    const next = this.nextStrategy();
    this.dueS = next === strategy ? Math.max(this.nowS, this.startedS + this.pauseS()) : this.nowS;
    if (this.breaker.state === 'half_open' || next === null) this.escalate(why);
  }

  /** Grows with every attempt, also with successful ones: a trouble that keeps coming back is tried more and more rarely. */
  private pauseS(): number {
    return Math.min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (this.attempts - 1));
  }

  private escalate(why: string): void {
    this.phase = 'blocked';
    this.breaker.trip(this.nowS);
    if (this.isEscalated) return;
    this.isEscalated = true;
    this.owner.escalated(this, why);
  }

  private rest(): void {
    this.phase = 'idle';
    this.isEscalated = false;
    if (this.breaker.state === 'half_open') this.breaker.trip(this.nowS);
  }
}
