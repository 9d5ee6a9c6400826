// Wires an MCP9808 to the simulated plant: the temperature of its channel.
import { type WiredChip, wiredSensor } from '../wired-chip.js';
import type { Mcp9808Config } from './schema.js';
import { VirtualMcp9808 } from './virtual-chip.js';

/** @param nowS time when the chip gets its power, monotonic seconds */
export function wire({ channels }: Mcp9808Config, nowS: number): WiredChip {
  const chip = new VirtualMcp9808(nowS);
  return wiredSensor(chip, (read, { toS }) => chip.set(read(channels.temperature), toS));
}
