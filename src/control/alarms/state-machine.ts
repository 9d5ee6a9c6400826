// The state machine of one alarm, after ISA-18.2, as tables from state and input to the next state.

/** The process state: condition and acknowledgement. */
export const PROCESS_STATES = [
  'normal',
  'unacknowledged',
  'acknowledged',
  'returnedUnacknowledged',
  'latched',
] as const;
export type ProcessState = (typeof PROCESS_STATES)[number];

/** What silences the alarm, in rising order of weight. The process state continues meanwhile. */
export const HOLDS = ['none', 'suppressed', 'shelved', 'outOfService'] as const;
export type Hold = (typeof HOLDS)[number];

/** The states of ISA-18.2. */
export type AlarmState = ProcessState | Exclude<Hold, 'none'>;

/**
 * - `raise`: the condition has held for its on-delay;
 * - `clear`: the condition has been gone for its off-delay; `clearLatching`: the same, for a rule that latches;
 * - `acknowledge`: the operator has acknowledged it;
 * - `withdraw`: the alarm is disabled or removed.
 */
export const INPUTS = ['raise', 'clear', 'clearLatching', 'acknowledge', 'withdraw'] as const;
export type AlarmInput = (typeof INPUTS)[number];

/**
 * The effect of a transition: `begin` or `end` an occurrence, `tell` of an acknowledgement, or
 * `nothing` that is visible outside.
 */
export type Effect = 'nothing' | 'begin' | 'end' | 'tell';

export interface Transition {
  readonly to: ProcessState;
  readonly effect: Effect;
}

const to = (state: ProcessState, effect: Effect = 'nothing'): Transition => ({ to: state, effect });

const TRANSITIONS: Readonly<Record<ProcessState, Readonly<Record<AlarmInput, Transition>>>> = {
  normal: {
    raise: to('unacknowledged', 'begin'),
    clear: to('normal'),
    clearLatching: to('normal'),
    acknowledge: to('normal'),
    withdraw: to('normal'),
  },
  unacknowledged: {
    raise: to('unacknowledged'),
    clear: to('returnedUnacknowledged', 'end'),
    clearLatching: to('latched'),
    acknowledge: to('acknowledged', 'tell'),
    withdraw: to('returnedUnacknowledged', 'end'),
  },
  acknowledged: {
    raise: to('acknowledged'),
    clear: to('normal', 'end'),
    clearLatching: to('normal', 'end'),
    acknowledge: to('acknowledged'),
    withdraw: to('normal', 'end'),
  },
  // Cleared but not acknowledged: the next raise is a new occurrence.
  returnedUnacknowledged: {
    raise: to('unacknowledged', 'begin'),
    clear: to('returnedUnacknowledged'),
    clearLatching: to('returnedUnacknowledged'),
    acknowledge: to('normal', 'tell'),
    withdraw: to('returnedUnacknowledged'),
  },
  // Still active although the condition is gone: when the condition returns, the same occurrence continues.
  latched: {
    raise: to('unacknowledged'),
    clear: to('latched'),
    clearLatching: to('latched'),
    acknowledge: to('normal', 'end'),
    withdraw: to('returnedUnacknowledged', 'end'),
  },
};

/**
 * The inputs that reach the process state under a hold. No hold lets a new occurrence begin. A shelved alarm may end, so that the
 * operator sees its end; a suppressed alarm keeps its state, because its input cannot be trusted meanwhile.
 */
const PASSES: Readonly<Record<Hold, Readonly<Record<AlarmInput, boolean>>>> = {
  none: { raise: true, clear: true, clearLatching: true, acknowledge: true, withdraw: true },
  suppressed: { raise: false, clear: false, clearLatching: false, acknowledge: true, withdraw: true },
  shelved: { raise: false, clear: true, clearLatching: true, acknowledge: true, withdraw: true },
  outOfService: { raise: false, clear: false, clearLatching: false, acknowledge: true, withdraw: true },
};

/** The next state of an alarm in `state` under `hold` after `input`. */
export function transition(state: ProcessState, hold: Hold, input: AlarmInput): Transition {
  return PASSES[hold][input] ? TRANSITIONS[state][input] : STAY[state];
}

/** The state as ISA-18.2 names it: a hold hides the process state. */
export function alarmState(state: ProcessState, hold: Hold): AlarmState {
  return hold === 'none' ? state : hold;
}

/** True while an occurrence goes on; consumers see `active`. */
export function isActive(state: ProcessState): boolean {
  return state === 'unacknowledged' || state === 'acknowledged' || state === 'latched';
}

/** True while the alarm waits for an acknowledgement. */
export function isUnacknowledged(state: ProcessState): boolean {
  return state !== 'normal' && state !== 'acknowledged';
}

/** True while the condition counts as present, so that its end is awaited. */
export function isRaised(state: ProcessState): boolean {
  return state === 'unacknowledged' || state === 'acknowledged';
}

const STAY = Object.fromEntries(PROCESS_STATES.map((state) => [state, to(state)])) as Readonly<
  Record<ProcessState, Transition>
>;
