// The books of the recovery: counts every attempt and its outcome by type of trouble and by strategy, and makes an event of it.
import type { ControlEvent } from '../../vocabulary/events.js';
import { publishedType } from './policies.js';
import type { RecoveryCase } from './recovery-case.js';
import { Counts, CountsByName, type RecoveryCounts } from './recovery-figures.js';
import { STRATEGIES } from './strategies/index.js';
import type { Strategy } from './strategy.js';

/** The name for all strategies that users registered. */
const CUSTOM = 'custom';

/** The names under which strategies are counted and published. */
export const STRATEGY_NAMES: readonly string[] = [...STRATEGIES.map(({ name }) => name), CUSTOM];

type Outcome = 'attempts' | 'succeeded' | 'failed';

export class RecoveryBooks {
  /** All attempts since the start. */
  readonly total = new Counts();
  /** The present tick: monotonic time in s, wall time in ms, and the receiver of its events. */
  nowS = 0;
  ts = 0;
  events: ControlEvent[] = [];

  private readonly byType = new CountsByName();
  private readonly byStrategy = new CountsByName();
  private readonly ownStrategies = new CountsByName();

  /** The counts of a type, a user's own included. */
  countsOf(type: string): RecoveryCounts {
    return this.byType.of(type);
  }

  /** The counts of a strategy. A built-in strategy hides a user's strategy of the same name. */
  countsOfStrategy(name: string): RecoveryCounts {
    return STRATEGY_NAMES.includes(name) ? this.byStrategy.of(name) : this.ownStrategies.of(name);
  }

  attempted(trouble: RecoveryCase, strategy: Strategy): void {
    this.tally(trouble, strategy, 'attempts');
    this.tell(trouble, strategy.name, 'attempted', trouble.reason);
  }

  closed(trouble: RecoveryCase, strategy: Strategy, outcome: 'succeeded' | 'failed', why: string): void {
    this.tally(trouble, strategy, outcome);
    this.tell(trouble, strategy.name, outcome, why);
  }

  escalated(trouble: RecoveryCase, why: string): void {
    this.total.escalated++;
    this.byType.of(trouble.type).escalated++;
    const published = publishedType(trouble.type);
    if (published !== trouble.type) this.byType.of(published).escalated++;
    const { escalation, step } = trouble.policy;
    const to = escalation === 'ladder' ? { to: escalation, step } : { to: escalation };
    this.tell(trouble, null, 'escalated', why, to);
  }

  private tally({ type }: RecoveryCase, { name, isCustom }: Strategy, what: Outcome): void {
    this.total[what]++;
    this.byType.of(type)[what]++;
    const published = publishedType(type);
    if (published !== type) this.byType.of(published)[what]++;
    this.byStrategy.of(isCustom ? CUSTOM : name)[what]++;
    if (isCustom) this.ownStrategies.of(name)[what]++;
  }

  private tell(
    { type, subject, attempts, beganS }: RecoveryCase,
    strategy: string | null,
    outcome: 'attempted' | 'succeeded' | 'failed' | 'escalated',
    reason: string,
    more: Readonly<Record<string, unknown>> = {},
  ): void {
    const seconds = Math.round((this.nowS - beganS) * 1000) / 1000;
    const data = { type, subject, strategy, outcome, attempt: attempts, seconds, reason, ...more };
    this.events.push({ type: 'recovery', ts: this.ts, data });
  }
}
