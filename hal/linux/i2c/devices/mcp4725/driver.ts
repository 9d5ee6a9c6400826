// Writes a setpoint to an MCP4725 (Microchip DS22039), which puts it out as a voltage.
import type { WriteSetpoint } from '../device.js';

/** Command "Write DAC register". Command 0x60 would also write the memory, which wears out. */
const WRITE_DAC_REGISTER = 0x40;
const FULL_SCALE = 4095;
/** The twelve bits are the upper bits of the word. */
const SHIFT = 4;

/** The code of a fraction, 0 to 4095. The fraction is limited to 0..1. */
export function mcp4725Code(fraction: number): number {
  return Math.round(Math.min(1, Math.max(0, fraction)) * FULL_SCALE);
}

/** Writes the register of the output voltage, with the power-down bits off. Rejects with an `I2cFault`. */
export const writeSetpoint: WriteSetpoint = (registers, fraction) =>
  registers.writeWord(WRITE_DAC_REGISTER, mcp4725Code(fraction) << SHIFT);
