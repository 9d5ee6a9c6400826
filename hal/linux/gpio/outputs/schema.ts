// The keys of outputs on GPIO lines: a brake or a contactor, and the heartbeat.
import { z } from 'zod';
import type { OutputRole } from '../../../hal.js';
import { flag, type ReadonlyDeep } from '../../../schema/kinds.js';
import { gpioLine } from '../roles/role.js';

export const switchOutput = z
  .strictObject({
    line: gpioLine,
    energised: z
      .enum(['release', 'connect'])
      .describe('what it does when energised: release the brake, or connect the generator'),
    safe: z.literal([0, 1]).default(0).describe('the value without power, written on every trip'),
    activeLow: flag('energised is the line being low').default(false),
  })
  .describe('a brake or a contactor on a GPIO line');

export const heartbeat = z
  .strictObject({
    line: gpioLine,
    role: z.literal('heartbeat').describe('toggled every control tick, for an external watchdog relay'),
  })
  .describe('the heartbeat');

export type SwitchOutputConfig = ReadonlyDeep<z.output<typeof switchOutput>>;
export type HeartbeatConfig = ReadonlyDeep<z.output<typeof heartbeat>>;
export type GpioOutputConfig = SwitchOutputConfig | HeartbeatConfig;

/** What an output on a line does for the plant. */
export function gpioOutputRole(output: GpioOutputConfig): OutputRole {
  if ('role' in output) return output.role;
  return output.energised === 'release' ? 'brake' : 'contactor';
}
