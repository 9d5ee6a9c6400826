// MCP4725 (Microchip DS22039): a setpoint as a voltage.
import type { WriteSetpoint } from '../device.js';

/** "Write DAC register"; the one that writes the memory as well, which wears out, is 0x60. */
const WRITE_DAC_REGISTER = 0x40;
const FULL_SCALE = 4095;
/** The twelve bits stand at the left of the word. */
const SHIFT = 4;

/** The code of a fraction, which is limited to 0..1: 0 to 4095. */
export function mcp4725Code(fraction: number): number {
  return Math.round(Math.min(1, Math.max(0, fraction)) * FULL_SCALE);
}

/** Writes the register that makes the voltage, with the power-down bits off. Rejects with an `I2cFault`. */
export const writeSetpoint: WriteSetpoint = (registers, fraction) =>
  registers.writeWord(WRITE_DAC_REGISTER, mcp4725Code(fraction) << SHIFT);
