// What the simulated plant wires to an INA226: the voltage at its pin, and the voltage at its shunt.
import { type WiredChip, wiredSensor } from '../wired-chip.js';
import type { Ina226Config } from './schema.js';
import { VirtualIna226 } from './virtual-chip.js';

/** The voltage at the pin, in V, where the chip measures the voltage of no channel. */
const SUPPLY_V = 24;

/**
 * `scale` is the ratio of the divider and of the transducer before the pins. A power without a current is a current at the voltage
 * that there is.
 *
 * @param nowS when the chip gets its power, monotonic seconds
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
