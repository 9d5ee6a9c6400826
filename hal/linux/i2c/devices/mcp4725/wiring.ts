// Wires an MCP4725 to the simulated plant: its voltage is the setpoint of a drive.
import type { WiredChip } from '../wired-chip.js';
import { VirtualMcp4725 } from './virtual-chip.js';

export function wire(): WiredChip {
  const chip = new VirtualMcp4725();
  return { chip, canReportNaN: false, feed() {}, setpoint: () => chip.fraction };
}
