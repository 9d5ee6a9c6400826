// Outputs: what they do when energised, and the value that is safe.
import { z } from 'zod';
import { flag, partName, quantity, text } from './kinds.js';
import { gpioLine } from './pins.js';

const lineOutput = z
  .strictObject({
    line: gpioLine,
    energised: z
      .enum(['release', 'connect'])
      .describe('what it does when energised: release the brake, or connect the generator'),
    safe: z.literal([0, 1]).default(0).describe('the value without power, written on every trip'),
    activeLow: flag('energised is the line being low').default(false),
  })
  .describe('a brake or a contactor on a GPIO line');

const heartbeat = z
  .strictObject({
    line: gpioLine,
    role: z.literal('heartbeat').describe('toggled every control tick, for an external watchdog relay'),
  })
  .describe('the heartbeat');

const setpoint = {
  unit: z.literal('fraction').default('fraction').describe('fraction: 0 to 1 of the rated torque'),
  safe: quantity('the value that is written on every trip', { min: 0, max: 1 }).default(0),
  timeout: z
    .enum(['drive', 'contactor'])
    .describe("what makes it safe when the program falls silent: the drive's own timeout, or the contactor"),
};

const serialSetpoint = z
  .strictObject({
    serial: partName.describe('the port below hal.serial that the drive listens on'),
    record: text(
      'id of the record that is sent',
      /^[A-Za-z0-9_]{1,32}$/,
      'an id of at most 32 letters, digits and _',
    ).default('KPPLD'),
    ...setpoint,
  })
  .describe('the generator load, as a record on a serial line');

const i2cSetpoint = z
  .strictObject({ i2c: partName.describe('name of an mcp4725 below hal.i2c'), ...setpoint })
  .describe('the generator load, as a voltage');

export const outputs = z
  .record(partName, z.union([lineOutput, heartbeat, serialSetpoint, i2cSetpoint]))
  .prefault({})
  .describe('outputs by a name of your choice');
