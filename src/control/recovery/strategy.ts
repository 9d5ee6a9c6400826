// The form of a recovery strategy: an action that can be tried against a type of trouble.
import type { ProcessImage } from '../state/image.js';
import type { DigitalTwin } from '../twin/digital-twin.js';
import type { RecoveryType } from './policies.js';
import type { RecoveryRequest } from './request.js';
import type { SourceWatch } from './source-watch.js';

/** The objects that the built-in strategies use. */
export interface RecoveryScope {
  readonly image: ProcessImage;
  readonly sources: SourceWatch;
  readonly twin: DigitalTwin;
}

/** One attempt. The object is reused: do not keep it. */
export interface RecoveryContext {
  readonly type: string;
  /** The subject of the trouble: a source, a channel, a thread. */
  readonly subject: string;
  /** The reason, one sentence. */
  readonly reason: string;
  /** Number of this attempt at this trouble, from 1; it begins again when the trouble has been away for long. */
  readonly attempt: number;
  /** Monotonic time, s. */
  readonly nowS: number;
  /** The data given to `handleError`; undefined for troubles that the program found itself. */
  readonly data: unknown;
  /** Makes a request that is carried out after the tick. */
  request(request: RecoveryRequest): void;
}

/**
 * An attempt has succeeded when the symptom has gone within {@link settleS} and has stayed away for {@link holdS}. The result of
 * {@link attempt} does not matter, except that an exception or false mean: it is not possible, do not try it again.
 */
export interface RecoveryStrategy {
  readonly name: string;
  /** Acts. Must not wait. */
  attempt(context: RecoveryContext): unknown;
  /** Returns whether the strategy can do something now; true when left out. A strategy that does not apply is skipped silently. */
  applies?(context: RecoveryContext): boolean;
  /** For substitutes: while it returns true, the attempt is not given up, however long the symptom lasts. */
  stands?(context: RecoveryContext): boolean;
  /** Failed attempts in a row before the next strategy of the chain has its turn; 3 by default. */
  readonly maxAttempts?: number;
  /** Time for the symptom to go away, s; 1 by default. */
  readonly settleS?: number;
  /** Time for which the symptom has to stay away, s; 0.5 by default. */
  readonly holdS?: number;
}

/** A built-in strategy: its name, the types of trouble that it is tried against, and how it is made for a controller. */
export interface BuiltInStrategy {
  /** The name under which it is counted and published. */
  readonly name: string;
  readonly against: readonly RecoveryType[];
  make(scope: RecoveryScope): Omit<RecoveryStrategy, 'name'>;
}

/** A strategy in its shortest form. Its name is the function's name. */
export type StrategyFunction = (context: RecoveryContext) => unknown;

/** A strategy without open defaults. */
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

/** @throws RangeError when the strategy is not valid */
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
