// What a recovery strategy is: something that can be tried against one type of trouble.
import type { ProcessImage } from '../state/image.js';
import type { DigitalTwin } from '../twin/digital-twin.js';
import type { RecoveryType } from './policies.js';
import type { RecoveryRequest } from './request.js';
import type { SourceWatch } from './source-watch.js';

/** What the built-in strategies see and act on. */
export interface RecoveryScope {
  readonly image: ProcessImage;
  readonly sources: SourceWatch;
  readonly twin: DigitalTwin;
}

/** One attempt. The same object each time: take what is needed and do not keep it. */
export interface RecoveryContext {
  readonly type: string;
  /** What the trouble is with: a source, a channel, a thread. */
  readonly subject: string;
  /** Why it is taken for trouble, one sentence. */
  readonly reason: string;
  /** Number of this attempt at this trouble, from 1; it begins anew when the trouble has been away for long. */
  readonly attempt: number;
  /** Monotonic time, s. */
  readonly nowS: number;
  /** What `handleError` was given; undefined for what the program noticed itself. */
  readonly data: unknown;
  /** To be executed when the tick is over. */
  request(request: RecoveryRequest): void;
}

/**
 * An attempt has succeeded when the symptom has gone within {@link settleS} and has stayed away for {@link holdS}; what
 * {@link attempt} says of itself is not asked. It may throw and may return false: it cannot, and need not be asked again.
 */
export interface RecoveryStrategy {
  readonly name: string;
  /** Acts, without waiting for anything. */
  attempt(context: RecoveryContext): unknown;
  /** Whether there is anything that it could do; without it: always. One that does not apply is passed over silently. */
  applies?(context: RecoveryContext): boolean;
  /** For what stands in: while true the attempt is not given up, however long the symptom stays. */
  stands?(context: RecoveryContext): boolean;
  /** Failed attempts in a row before the next strategy of the chain has its turn; 3 by default. */
  readonly maxAttempts?: number;
  /** Time for the symptom to go away, s; 1 by default. */
  readonly settleS?: number;
  /** Time that it has to stay away, s; 0.5 by default. */
  readonly holdS?: number;
}

/** A strategy that the program brings along: what it is called, what it is tried against, and how it is made for a controller. */
export interface BuiltInStrategy {
  /** Under this name it is counted and published. */
  readonly name: string;
  readonly against: readonly RecoveryType[];
  make(scope: RecoveryScope): Omit<RecoveryStrategy, 'name'>;
}

/** A strategy in its shortest form, named as the function is. */
export type StrategyFunction = (context: RecoveryContext) => unknown;

/** A strategy with everything decided. */
export interface Strategy {
  readonly name: string;
  readonly isCustom: boolean;
  readonly maxAttempts: number;
  readonly settleS: number;
  readonly holdS: number;
  attempt(context: RecoveryContext): unknown;
  applies(context: RecoveryContext): boolean;
  stands(context: RecoveryContext): boolean;
}

const MAX_ATTEMPTS = 3;
const SETTLE_S = 1;
const HOLD_S = 0.5;

/** @throws RangeError on a strategy that makes no sense */
export function strategyOf(given: RecoveryStrategy | StrategyFunction, isCustom: boolean): Strategy {
  const strategy: RecoveryStrategy =
    typeof given === 'function' ? { name: given.name || 'custom', attempt: given } : given;
  const { name, maxAttempts = MAX_ATTEMPTS, settleS = SETTLE_S, holdS = HOLD_S } = strategy;
  if (typeof name !== 'string' || name === '' || typeof strategy.attempt !== 'function')
    throw new RangeError('a recovery strategy needs a name and a function attempt');
  if (!(Number.isInteger(maxAttempts) && maxAttempts >= 1))
    throw new RangeError(`strategy ${name}: maxAttempts is ${maxAttempts}; give a whole number from 1 on`);
  if (!(settleS > 0 && holdS >= 0 && settleS < Infinity && holdS < Infinity))
    throw new RangeError(`strategy ${name}: give settleS above 0 s and holdS of 0 s or more`);
  return {
    name,
    isCustom,
    maxAttempts,
    settleS,
    holdS,
    attempt: (context) => strategy.attempt(context),
    applies: (context) => strategy.applies?.(context) ?? true,
    stands: (context) => strategy.stands?.(context) ?? false,
  };
}
