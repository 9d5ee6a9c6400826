// The plant's states: compares every pair of state and input with the table in docs/architecture.md.
import { describe, expect, it } from 'vitest';
import { PlantMachine } from '../../../src/control/plant/plant-machine.js';
import type { PlantInput } from '../../../src/control/plant/transitions.js';
import { PLANT_STATES, type PlantState } from '../../../src/vocabulary/words.js';

const TRIP = { cause: 'overspeed', message: 'too fast' } as const;
const MOVES: readonly Exclude<PlantInput, 'trip'>[] = [
  'start',
  'stop',
  'reset',
  'turning',
  'standstill',
  'giveUp',
];
const WAYS: Readonly<Record<PlantState, readonly PlantInput[]>> = {
  standby: [],
  starting: ['start'],
  running: ['start', 'turning'],
  stopping: ['start', 'stop'],
  tripped: ['trip'],
};

function machineIn(state: PlantState): PlantMachine {
  const machine = new PlantMachine();
  for (const input of WAYS[state]) {
    if (input === 'trip') machine.tripBecauseOf(TRIP, 1);
    else machine.apply(input, 1);
  }
  expect(machine.state).toBe(state);
  return machine;
}

const EXPECTED: Readonly<Record<PlantState, Partial<Record<PlantInput, PlantState>>>> = {
  standby: { start: 'starting', trip: 'tripped' },
  starting: { stop: 'stopping', giveUp: 'stopping', turning: 'running', trip: 'tripped' },
  running: { stop: 'stopping', giveUp: 'stopping', trip: 'tripped' },
  stopping: { standstill: 'standby', trip: 'tripped' },
  tripped: { reset: 'standby' },
};

describe.each(PLANT_STATES)('a plant in %s', (state) => {
  it.each(MOVES)('follows the table on %s, or stays', (input) => {
    const machine = machineIn(state);
    const next = EXPECTED[state][input];
    expect(machine.apply(input, 2)).toBe(next !== undefined);
    expect(machine.state).toBe(next ?? state);
    expect(machine.sinceS).toBe(next === undefined ? (state === 'standby' ? 0 : 1) : 2);
  });

  it('trips on a cause to trip; when it is tripped, the first cause stays', () => {
    const machine = machineIn(state);
    const other = { cause: 'stability', message: 'unstable' } as const;
    expect(machine.tripBecauseOf(other, 2)).toBe(state !== 'tripped');
    expect(machine.state).toBe('tripped');
    expect(machine.trip).toEqual(state === 'tripped' ? TRIP : other);
  });
});

describe('a tripped plant', () => {
  it('leaves this state only by a reset, which removes the cause', () => {
    const machine = machineIn('tripped');
    for (const input of MOVES.filter((move) => move !== 'reset')) machine.apply(input, 2);
    expect(machine.state).toBe('tripped');
    machine.apply('reset', 3);
    expect(machine.state).toBe('standby');
    expect(machine.trip).toBeNull();
  });
});
