// The state machine of an alarm, tested in every cell of its table.
import { describe, expect, it } from 'vitest';
import {
  type AlarmInput,
  alarmState,
  type Effect,
  HOLDS,
  INPUTS,
  isActive,
  isUnacknowledged,
  PROCESS_STATES,
  type ProcessState,
  transition,
} from '../../../src/control/alarms/state-machine.js';

type Row = readonly [from: ProcessState, input: AlarmInput, to: ProcessState, effect: Effect];

const ROWS: readonly Row[] = [
  ['normal', 'raise', 'unacknowledged', 'begin'],
  ['normal', 'clear', 'normal', 'nothing'],
  ['normal', 'clearLatching', 'normal', 'nothing'],
  ['normal', 'acknowledge', 'normal', 'nothing'],
  ['normal', 'withdraw', 'normal', 'nothing'],
  ['unacknowledged', 'raise', 'unacknowledged', 'nothing'],
  ['unacknowledged', 'clear', 'returnedUnacknowledged', 'end'],
  ['unacknowledged', 'clearLatching', 'latched', 'nothing'],
  ['unacknowledged', 'acknowledge', 'acknowledged', 'tell'],
  ['unacknowledged', 'withdraw', 'returnedUnacknowledged', 'end'],
  ['acknowledged', 'raise', 'acknowledged', 'nothing'],
  ['acknowledged', 'clear', 'normal', 'end'],
  ['acknowledged', 'clearLatching', 'normal', 'end'],
  ['acknowledged', 'acknowledge', 'acknowledged', 'nothing'],
  ['acknowledged', 'withdraw', 'normal', 'end'],
  ['returnedUnacknowledged', 'raise', 'unacknowledged', 'begin'],
  ['returnedUnacknowledged', 'clear', 'returnedUnacknowledged', 'nothing'],
  ['returnedUnacknowledged', 'clearLatching', 'returnedUnacknowledged', 'nothing'],
  ['returnedUnacknowledged', 'acknowledge', 'normal', 'tell'],
  ['returnedUnacknowledged', 'withdraw', 'returnedUnacknowledged', 'nothing'],
  ['latched', 'raise', 'unacknowledged', 'nothing'],
  ['latched', 'clear', 'latched', 'nothing'],
  ['latched', 'clearLatching', 'latched', 'nothing'],
  ['latched', 'acknowledge', 'normal', 'end'],
  ['latched', 'withdraw', 'returnedUnacknowledged', 'end'],
];

/** The effects that a hold suppresses. */
const KEPT_OUT: Record<(typeof HOLDS)[number], readonly AlarmInput[]> = {
  none: [],
  suppressed: ['raise', 'clear', 'clearLatching'],
  shelved: ['raise'],
  outOfService: ['raise', 'clear', 'clearLatching'],
};

describe('the state machine of an alarm', () => {
  it('is specified here for every state and input', () => {
    expect(ROWS).toHaveLength(PROCESS_STATES.length * INPUTS.length);
    expect(new Set(ROWS.map(([from, input]) => `${from} ${input}`)).size).toBe(ROWS.length);
  });

  it.each(ROWS)('changes from %s on %s to %s, with the effect %s', (from, input, to, effect) => {
    expect(transition(from, 'none', input)).toEqual({ to, effect });
  });

  describe.each(HOLDS)('under the hold %s', (hold) => {
    it.each(ROWS)('%s follows the table on %s only as far as the hold allows', (from, input, to, effect) => {
      const isKeptOut = KEPT_OUT[hold].includes(input);
      expect(transition(from, hold, input)).toEqual(
        isKeptOut ? { to: from, effect: 'nothing' } : { to, effect },
      );
    });
  });

  it('shows the states of ISA-18.2, where a hold hides the state beneath it', () => {
    const shown = new Set(PROCESS_STATES.flatMap((state) => HOLDS.map((hold) => alarmState(state, hold))));
    expect([...shown].sort()).toEqual([...PROCESS_STATES, 'suppressed', 'shelved', 'outOfService'].sort());
    expect(alarmState('latched', 'shelved')).toBe('shelved');
    expect(alarmState('latched', 'none')).toBe('latched');
  });

  it.each([
    ['normal', false, false],
    ['unacknowledged', true, true],
    ['acknowledged', true, false],
    ['returnedUnacknowledged', false, true],
    ['latched', true, true],
  ] as const)('%s is active: %s, unacknowledged: %s', (state, active, unacknowledged) => {
    expect(isActive(state)).toBe(active);
    expect(isUnacknowledged(state)).toBe(unacknowledged);
  });

  it('begins an occurrence only when there is none, and ends only an existing one', () => {
    for (const [from, , to, effect] of ROWS) {
      expect(effect === 'begin').toBe(!isActive(from) && isActive(to));
      expect(effect === 'end').toBe(isActive(from) && !isActive(to));
    }
  });
});
