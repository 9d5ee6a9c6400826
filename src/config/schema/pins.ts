// I2C devices and GPIO inputs.
import { z } from 'zod';
import { count, flag, partName, quantity, sensorChannel, staleAfter } from './kinds.js';

const place = {
  bus: count('number of the I2C bus: /dev/i2c-<bus>', { min: 0, max: 255 }),
  address: z
    .int({ error: 'must be an I2C address from 0x08 to 0x77' })
    .min(0x08, { error: 'must be an I2C address from 0x08 to 0x77' })
    .max(0x77, { error: 'must be an I2C address from 0x08 to 0x77' })
    .describe('address of the device on the bus, 0x08 to 0x77'),
};
const channel = sensorChannel.optional();

const ina226 = z.strictObject({
  ...place,
  device: z.literal('ina226').describe('voltage, current and power monitor'),
  shuntOhms: quantity('resistance of the shunt', { unit: 'ohm', above: 0, max: 1000 }),
  channels: z
    .strictObject({
      voltage: channel.describe('channel of the bus voltage, in V: volts at the pin times scale.voltage'),
      current: channel.describe('channel of the current, in A: amperes of the shunt times scale.current'),
      power: channel.describe('channel of the power, in W: watts at the pins times both scales'),
    })
    .describe('which reading is which channel'),
  scale: z
    .strictObject({
      voltage: quantity('voltage of the plant per volt at the pin: the ratio of a divider', {
        above: 0,
      }).default(1),
      current: quantity(
        'current of the plant per ampere of the shunt: the ratio of a transducer; below 0 it turns the sign of current and power',
      ).default(1),
    })
    .prefault({})
    .describe('value = reading * scale; power is scaled by voltage * current'),
  staleAfter,
});

const ads1115Input = z
  .strictObject({
    channel: sensorChannel.describe('the channel that the input measures'),
    scale: quantity('value = volts * scale + offset; in the unit of the channel per V').default(1),
    offset: quantity('value = volts * scale + offset; in the unit of the channel').default(0),
  })
  .describe('one input against ground');

const ads1115 = z.strictObject({
  ...place,
  device: z.literal('ads1115').describe('analogue to digital converter with four inputs'),
  inputs: z
    .partialRecord(z.enum(['0', '1', '2', '3'], { error: 'must be an input from 0 to 3' }), ads1115Input)
    .describe('inputs 0 to 3 by number'),
  staleAfter,
});

const mcp9808 = z.strictObject({
  ...place,
  device: z.literal('mcp9808').describe('temperature sensor'),
  channels: z
    .strictObject({ temperature: sensorChannel.describe('channel of the temperature, in degC') })
    .describe('which reading is which channel'),
  staleAfter,
});

const as5600 = z.strictObject({
  ...place,
  device: z.literal('as5600').describe('magnetic angle sensor'),
  channels: z
    .strictObject({
      speed: channel.describe('channel of the speed: rad/s times scale'),
      position: channel.describe('channel of the path since the start: rad times scale'),
    })
    .describe('which reading is which channel'),
  scale: quantity('unit of the channel per radian: the radius of a sprocket, say').default(1),
  staleAfter,
});

const mcp4725 = z.strictObject({
  ...place,
  device: z.literal('mcp4725').describe('digital to analogue converter for a setpoint'),
  name: partName.describe('what outputs call it'),
});

export const i2c = z
  .array(z.discriminatedUnion('device', [ina226, ads1115, mcp9808, as5600, mcp4725]))
  .default([])
  .describe('devices on I2C buses');

/** A line of the GPIO header: its BCM number, which is the line's offset on its chip on every kernel. */
export const gpioLine = count("BCM number of the header's pin: the offset of the line on its chip", {
  min: 0,
  max: 511,
});

const pulses = z
  .strictObject({
    line: gpioLine,
    role: z.literal('pulses').default('pulses').describe('counts pulses'),
    channel: z
      .enum(['chain.velocity', 'chain.position'])
      .describe('the channel that the pulses measure: the path, or its change a second'),
    metresPerPulse: quantity('path of the chain between two pulses', { unit: 'm', above: 0 }),
    activeLow: flag('a pulse is the line being low').default(false),
    staleAfter,
  })
  .describe('a pulse input');

const emergencyStop = z
  .strictObject({
    line: gpioLine,
    role: z.literal('emergencyStop').describe('watches the hard-wired emergency stop'),
    activeLow: flag('the stop is pressed while the line is low').default(false),
  })
  .describe('the emergency stop');

export const gpio = z
  .record(partName, z.discriminatedUnion('role', [pulses, emergencyStop]))
  .prefault({})
  .describe('GPIO inputs by a name of your choice');

export const gpioChip = z
  .string()
  .min(1, { error: 'must be auto or the label of a GPIO chip' })
  .default('auto')
  .describe(
    "label of the GPIO chip of every line, or its name where the label repeats; auto finds the header's chip",
  );
