// The table of the plant's states in the docs agrees with the table in the program.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type PlantInput, TRANSITIONS } from '../../../src/control/plant/transitions.js';
import { PLANT_STATES, type PlantState } from '../../../src/vocabulary/words.js';

const PAGE = readFileSync(new URL('../../../docs/architecture.md', import.meta.url), 'utf8');

/** The inputs of each column of the page. The column "observed" has another input for each state. */
const COLUMNS: readonly (readonly PlantInput[])[] = [
  ['start'],
  ['stop'],
  ['reset'],
  ['trip'],
  ['turning', 'standstill'],
  ['giveUp'],
];

function rowOf(state: PlantState): string[] {
  const section = PAGE.slice(PAGE.indexOf("## The plant's states"));
  const row = section.split('\n').find((line) => line.startsWith(`| ${state} |`));
  return (row ?? '')
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
}

it.each(PLANT_STATES)('the transitions from %s are the same on the page and in the program', (state) => {
  const told = rowOf(state).map((cell) => /^[a-z]*/.exec(cell)![0]);
  const done = COLUMNS.map((inputs) => inputs.map((input) => TRANSITIONS[state][input] ?? '').join(''));
  expect(told).toEqual(done);
});
