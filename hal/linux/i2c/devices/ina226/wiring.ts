// Wires an INA226 to the simulated plant: the voltage at its pin, and the voltage at its shunt.
import { type WiredChip, wiredSensor } from '../wired-chip.js';
import type { Ina226Config } from './schema.js';
import { VirtualIna226 } from './virtual-chip.js';

/** The voltage at the pin when no channel of the chip is a voltage, V. */
const SUPPLY_V = 24;

/**
 * `scale` is the ratio of the divider and of the transducer before the pins. If only the power is measured, the current at the shunt
 * is the power divided by the voltage.
 *
 * @param nowS time when the chip gets its power, monotonic seconds
 */
export function wire({ channels, shuntOhms, scale }: Ina226Config, nowS: number): WiredChip {
  const { voltage, current, power } = channels;
  const chip = new VirtualIna226(nowS);
  return wiredSensor(chip, (read, { toS }) => {
    const volts = voltage === undefined ? SUPPLY_V * scale.voltage : read(voltage);
    const watts = power === undefined ? 0 : read(power);
    const amperes = current !== undefined ? read(current) : volts === 0 ? 0 : watts / volts;
    chip.set(volts / scale.voltage, (amperes / scale.current) * shuntOhms, toS);
  });
}
