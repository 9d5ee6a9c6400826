// A transmitter of 4 to 20 mA at an input: the resistor that makes a voltage of the current, and the limits of a sound loop.
import { z } from 'zod';
import { quantity } from '../../../../schema/kinds.js';

/** Currents at the ends of the measuring range, A. */
const ZERO_A = 0.004;
const FULL_A = 0.02;
/** NAMUR NE43: a current outside of these limits reports a fault of the transmitter or of its wires, A. */
const FAULT_BELOW_A = 0.0036;
const FAULT_ABOVE_A = 0.021;

export const currentLoop = z
  .strictObject({
    from: quantity('value at 4 mA, in the unit of the channel'),
    to: quantity('value at 20 mA, in the unit of the channel'),
    ohms: quantity('the resistor between the input and ground', { unit: 'ohm', above: 0, max: 1000 }).default(
      150,
    ),
  })
  .describe(
    'a transmitter of 4 to 20 mA, in place of scale, offset and live; below 3.6 mA and above 21 mA (NAMUR NE43) the channel is bad',
  );

export type CurrentLoop = z.output<typeof currentLoop>;

/** The highest voltage at the resistor that still is a measurement, V. */
export function highestVoltage({ ohms }: CurrentLoop): number {
  return FAULT_ABOVE_A * ohms;
}

/** The highest resistance (ohm) at which a chip that measures up to `maxV` still sees the whole range of the loop. */
export function highestResistance(maxV: number): number {
  return Math.floor(maxV / FAULT_ABOVE_A);
}

/** value = volts * scale + offset, and the voltages of a sound loop. */
export function scaleOfLoop({ from, to, ohms }: CurrentLoop): {
  readonly scale: number;
  readonly offset: number;
  readonly liveV: readonly [low: number, high: number];
} {
  const scale = (to - from) / ((FULL_A - ZERO_A) * ohms);
  return { scale, offset: from - scale * ZERO_A * ohms, liveV: [FAULT_BELOW_A * ohms, FAULT_ABOVE_A * ohms] };
}
