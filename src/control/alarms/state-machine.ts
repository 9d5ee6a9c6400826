// The state machine of one alarm, after ISA-18.2, as tables: what each input makes of each state.

/** Where the alarm is with its condition and with the operator. */
export const PROCESS_STATES = [
  'normal',
  'unacknowledged',
  'acknowledged',
  'returnedUnacknowledged',
  'latched',
] as const;
export type ProcessState = (typeof PROCESS_STATES)[number];

/** What keeps the alarm from speaking, the weightier later; the process state goes on beneath it. */
export const HOLDS = ['none', 'suppressed', 'shelved', 'outOfService'] as const;
export type Hold = (typeof HOLDS)[number];

/** The states of ISA-18.2. */
export type AlarmState = ProcessState | Exclude<Hold, 'none'>;

/**
 * - `raise`: the condition has held for its on-delay;
 * - `clear`: it has been gone for its off-delay; `clearLatching`: the same, for a rule that latches;
 * - `acknowledge`: the operator has seen it;
 * - `withdraw`: the alarm is disabled or removed.
 */
export const INPUTS = ['raise', 'clear', 'clearLatching', 'acknowledge', 'withdraw'] as const;
export type AlarmInput = (typeof INPUTS)[number];

/**
 * What a transition does beside changing the state: `begin` or `end` an occurrence, `tell` of an acknowledgement, or
 * `nothing` that anybody outside can see.
 */
export type Effect = 'nothing' | 'begin' | 'end' | 'tell';

export interface Transition {
  readonly to: ProcessState;
  readonly effect: Effect;
}

const to = (state: ProcessState, effect: Effect = 'nothing'): Transition => ({ to: state, effect });

export const TRANSITIONS: Readonly<Record<ProcessState, Readonly<Record<AlarmInput, Transition>>>> = {
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
  // Cleared, and nobody has seen it yet: the next raise is a new occurrence.
  returnedUnacknowledged: {
    raise: to('unacknowledged', 'begin'),
    clear: to('returnedUnacknowledged'),
    clearLatching: to('returnedUnacknowledged'),
    acknowledge: to('normal', 'tell'),
    withdraw: to('returnedUnacknowledged'),
  },
  // Still active, though the condition is gone: when it comes back this is the same occurrence.
  latched: {
    raise: to('unacknowledged'),
    clear: to('latched'),
    clearLatching: to('latched'),
    acknowledge: to('normal', 'end'),
    withdraw: to('returnedUnacknowledged', 'end'),
  },
};

/**
 * What reaches the process state beneath a hold. Nothing new is raised under any. A shelved alarm may end, so that the
 * operator sees what became of it; a suppressed one keeps its state, since what it judges cannot be trusted meanwhile.
 */
const PASSES: Readonly<Record<Hold, Readonly<Record<AlarmInput, boolean>>>> = {
  none: { raise: true, clear: true, clearLatching: true, acknowledge: true, withdraw: true },
  suppressed: { raise: false, clear: false, clearLatching: false, acknowledge: true, withdraw: true },
  shelved: { raise: false, clear: true, clearLatching: true, acknowledge: true, withdraw: true },
  outOfService: { raise: false, clear: false, clearLatching: false, acknowledge: true, withdraw: true },
};

/** What `input` makes of an alarm in `state` under `hold`. */
export function transition(state: ProcessState, hold: Hold, input: AlarmInput): Transition {
  return PASSES[hold][input] ? TRANSITIONS[state][input] : STAY[state];
}

/** The state as ISA-18.2 names it: a hold hides the process state beneath it. */
export function alarmState(state: ProcessState, hold: Hold): AlarmState {
  return hold === 'none' ? state : hold;
}

/** True while an occurrence goes on: what consumers see as `active`. */
export function isActive(state: ProcessState): boolean {
  return state === 'unacknowledged' || state === 'acknowledged' || state === 'latched';
}

/** True while the operator owes an acknowledgement. */
export function isUnacknowledged(state: ProcessState): boolean {
  return state !== 'normal' && state !== 'acknowledged';
}

/** True while the condition counts as present: the next thing to look for is its end. */
export function isRaised(state: ProcessState): boolean {
  return state === 'unacknowledged' || state === 'acknowledged';
}

const STAY = Object.fromEntries(PROCESS_STATES.map((state) => [state, to(state)])) as Readonly<
  Record<ProcessState, Transition>
>;
