// What each output does in each state of the plant.
import { describe, expect, it } from 'vitest';
import type { OutputInfo } from '../../../hal/hal.js';
import { act } from '../../../src/control/phases/act.js';
import type { PlantInput } from '../../../src/control/plant/transitions.js';
import type { PlantState } from '../../../src/vocabulary/words.js';
import { Bench } from '../bench.js';

/** Outputs whose safe values differ from each other and from 0. */
const OUTPUTS: readonly OutputInfo[] = [
  { name: 'brake', role: 'brake', safe: 0.1 },
  { name: 'contactor', role: 'contactor', safe: 0.2 },
  { name: 'load', role: 'load', safe: 0.3 },
  { name: 'heartbeat', role: 'heartbeat', safe: 0.4 },
];
const WAYS: Readonly<Record<PlantState, readonly PlantInput[]>> = {
  standby: [],
  starting: ['start'],
  running: ['start', 'turning'],
  stopping: ['start', 'stop'],
  tripped: ['trip'],
};

/** The setpoints of two control ticks in a row, with a load setpoint of 0.8 and a quarter of it let through. */
function setpointsIn(plantState: PlantState): number[][] {
  const bench = new Bench('', undefined, OUTPUTS);
  const state = bench.state();
  for (const input of WAYS[plantState]) {
    if (input === 'trip') state.plant.tripBecauseOf({ cause: 'crash', message: 'crash' }, 0);
    else state.plant.apply(input, 0);
  }
  state.loadSetpoint = 0.8;
  state.loadShare = 0.25;
  return [0, 1].map(() => {
    act(state, bench.output);
    return [...bench.output.setpoints];
  });
}

describe('the outputs', () => {
  it.each<[PlantState, number, number, number]>([
    ['standby', 0.1, 0.2, 0.3],
    ['starting', 1, 1, 0.2],
    ['running', 1, 1, 0.8],
    ['stopping', 0.1, 1, 0.3],
  ])(
    'in %s: brake %d, contactor %d, load %d, and a heartbeat that toggles',
    (state, brake, contactor, load) => {
      const [first, second] = setpointsIn(state);
      expect(first).toEqual([brake, contactor, load, 1]);
      expect(second).toEqual([brake, contactor, load, 0.4]);
    },
  );

  it('on a tripped plant are all safe, also the heartbeat', () => {
    const safe = [0.1, 0.2, 0.3, 0.4];
    expect(setpointsIn('tripped')).toEqual([safe, safe]);
  });
});

describe('the drive', () => {
  it('has no load unless the brake is released', () => {
    const bench = new Bench();
    const state = bench.state();
    state.loadSetpoint = 0.8;
    const loads = (['start', 'turning', 'stop'] as const).map((input) => {
      state.plant.apply(input, 0);
      state.loadShare = 0.5;
      act(state, bench.output);
      return state.drive.load;
    });
    expect(loads).toEqual([0.4, 0.8, 0]);
  });
});
