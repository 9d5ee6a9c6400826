// The buses of this machine: the error for a bus that cannot be opened.
import { expect, it } from 'vitest';
import { openI2cPort } from '../../../../hal/linux/i2c/port.js';

it('a bus that is not there is one that waiting can mend, with what else can', async () => {
  await expect(openI2cPort(250)).rejects.toMatchObject({
    name: 'HalError',
    code: 'not_found',
    message: '/dev/i2c-250 does not exist.',
    fix: expect.stringContaining('raspi-config'),
  });
});
