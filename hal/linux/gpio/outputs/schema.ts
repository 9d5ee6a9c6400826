// The configuration keys of outputs on GPIO lines: a brake or a contactor, and the heartbeat.
import { z } from 'zod';
import type { OutputRole } from '../../../hal.js';
import { flag, type ReadonlyDeep } from '../../../schema/kinds.js';
import { inputKeys, lineKeys } from '../line-schema.js';

/** A mirror contact is closed while its contactor is not energised. Wired like the other inputs, the line is then high. */
const feedback = z
  .strictObject({
    ...inputKeys,
    activeLow: flag(
      'the line is low while the output is energised, as with a normally closed mirror contact that pulls the line high; false for the opposite',
    ).default(true),
  })
  .describe('the contact that shows whether the output is energised');

export const switchOutput = z
  .strictObject({
    ...lineKeys,
    energised: z
      .enum(['release', 'connect'])
      .describe('effect when energised: release the brake, or connect the generator'),
    safe: z
      .literal([0, 1])
      .default(0)
      .describe('the value that the output has without power; written on every trip'),
    activeLow: flag('the output is energised while the line is low').default(false),
    feedback: feedback.optional(),
  })
  .describe('a brake or a contactor on a GPIO line');

export const heartbeat = z
  .strictObject({
    ...lineKeys,
    role: z.literal('heartbeat').describe('toggled every control tick, for an external watchdog relay'),
  })
  .describe('the heartbeat');

export type FeedbackConfig = ReadonlyDeep<z.output<typeof feedback>>;
export type SwitchOutputConfig = ReadonlyDeep<z.output<typeof switchOutput>>;
export type HeartbeatConfig = ReadonlyDeep<z.output<typeof heartbeat>>;
export type GpioOutputConfig = SwitchOutputConfig | HeartbeatConfig;

/** The role of a GPIO output in the plant. */
export function gpioOutputRole(output: GpioOutputConfig): OutputRole {
  if ('role' in output) return output.role;
  return output.energised === 'release' ? 'brake' : 'contactor';
}
