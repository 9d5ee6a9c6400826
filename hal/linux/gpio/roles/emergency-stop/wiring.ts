// Connects the emergency stop of the simulated plant to its line.
import type { VirtualLines, WiredInput } from '../role.js';
import type { EmergencyStopConfig } from './schema.js';

export function wire({ line, activeLow }: EmergencyStopConfig, lines: VirtualLines): WiredInput {
  return {
    feed() {},
    press: (isPressed, nowS) => lines.set(line, isPressed === activeLow ? 0 : 1, nowS),
  };
}
