// What cannot be right about the inputs of an ADS1115: pairs that the chip does not have, voltages that it cannot measure.
import type { DeviceProblem } from '../device.js';
import { type CurrentLoop, highestResistance, highestVoltage } from './current-loop-schema.js';
import { type Ads1115Config, type InputKeys, type NumberedInput, numberedInputs, PAIRS } from './schema.js';

/** An offset that puts the value 0 above this voltage points to a transmitter with a live zero, V. */
const LIVE_ZERO_V = 0.1;

export function problemsOf(config: Ads1115Config): DeviceProblem[] {
  return numberedInputs(config).flatMap((input) => {
    const key = String(input.number) as keyof typeof config.inputs;
    return problemsOfInput(config.inputs[key]!, input, config.supply).map(({ path, ...rest }) => ({
      path: ['inputs', key, ...path],
      ...rest,
    }));
  });
}

function problemsOfInput(keys: InputKeys, input: NumberedInput, supplyV: number): DeviceProblem[] {
  const found = [pairProblem(keys, input), loopProblem(keys, input), liveProblem(keys, input, supplyV)];
  const problems = found.filter((one) => one !== null);
  return problems.length > 0 ? problems : liveZeroWarning(input);
}

function pairProblem({ differential }: InputKeys, { number, against }: NumberedInput): DeviceProblem | null {
  if (differential === false) return null;
  const partners = PAIRS[number];
  if (partners === undefined)
    return error(
      ['differential'],
      'input 3 can only be the other wire of a pair: give the pair to input 0, 1 or 2',
    );
  if (partners.includes(against!)) return null;
  return error(['differential'], `the chip measures input ${number} against ${partners.join(' or ')} only`);
}

function loopProblem(
  { currentLoop, scale, offset, live }: InputKeys,
  { maxV }: NumberedInput,
): DeviceProblem | null {
  if (currentLoop === undefined) return null;
  if (scale !== 1 || offset !== 0 || live !== undefined)
    return error(['currentLoop'], 'takes the place of scale, offset and live: leave those out');
  const loop = currentLoop as CurrentLoop;
  if (highestVoltage(loop) <= maxV) return null;
  return error(
    ['currentLoop', 'ohms'],
    `makes ${round(highestVoltage(loop))} V of 21 mA, and the chip measures up to ${maxV} V: take at most ${highestResistance(maxV)} ohm`,
  );
}

function liveProblem(
  { live }: InputKeys,
  { against, maxV }: NumberedInput,
  supplyV: number,
): DeviceProblem | null {
  if (live === undefined) return null;
  const [low, high] = live;
  if (low >= high)
    return error(['live'], `begins at ${low} V and ends at ${high} V: write the lower voltage first`);
  if (low < 0 && against === null)
    return error(['live'], 'begins below 0 V, which an input against ground cannot measure');
  if (low >= -maxV && high <= maxV) return null;
  const limit = maxV < supplyV ? `the range is ${maxV} V` : `the supply is ${supplyV} V`;
  return error(
    ['live'],
    `reaches beyond ${maxV} V, which the chip cannot measure (${limit}): put a divider before the input, or correct range and supply`,
  );
}

/** Without limits a broken wire reads as the value at 0 V. */
function liveZeroWarning({ scale, offset, against, maxV, liveV }: NumberedInput): DeviceProblem[] {
  const zeroV = -offset / scale;
  if (liveV !== null || against !== null) return [];
  if (!(zeroV > LIVE_ZERO_V && zeroV < maxV)) return [];
  const low = round(zeroV * 0.8);
  return [
    {
      path: [],
      severity: 'warning',
      message: `a broken wire (0 V) reads as the value ${offset}; if the transmitter never goes so low, write for example \`live: [${low}, ${round(maxV - 0.1)}]\``,
    },
  ];
}

function error(path: readonly string[], message: string): DeviceProblem {
  return { path, message, severity: 'error' };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
