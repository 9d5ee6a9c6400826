// The buses of this machine: the error for a bus that cannot be opened. In a separate process, because i2c-bus loads in only one thread.
import { expect, it } from 'vitest';
import { openI2cPort } from '../../../hal/linux/i2c/port.js';

it('for a bus that does not exist, waiting can help, and the error says what else can', async () => {
  await expect(openI2cPort(250)).rejects.toMatchObject({
    name: 'HalError',
    code: 'not_found',
    message: '/dev/i2c-250 does not exist.',
    fix: expect.stringContaining('raspi-config'),
  });
});
