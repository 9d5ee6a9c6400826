// Writing a setpoint without a HAL, as `kpp safe-outputs` does.
import { expect, it } from 'vitest';
import { sendSetpoint } from '../../../../hal/linux/i2c/send-setpoint.js';
import { ADDRESS, VirtualPlant } from './plant.js';

it('a setpoint arrives, and the memory is not written', async () => {
  const { bus, mcp4725 } = new VirtualPlant();
  await sendSetpoint(1, ADDRESS.mcp4725, 'mcp4725', 0, bus.open);
  expect([mcp4725.fraction, mcp4725.memoryWrites]).toEqual([0, 0]);
});

it('a device that does not answer is tried three times, which the error says', async () => {
  const { bus } = new VirtualPlant();
  await expect(sendSetpoint(1, 0x61, 'mcp4725', 0, bus.open)).rejects.toMatchObject({
    name: 'HalError',
    message: '0x61 on I2C bus 1 does not answer: ENXIO: no such device or address.',
    fix: 'Check its wiring and its power; `i2cdetect -y 1` lists the addresses that answer.',
  });
  expect(bus.transactions.get(0x61)).toBe(3);
});

it('a device that this version does not have is refused before the bus is opened', async () => {
  const { bus } = new VirtualPlant();
  const unknown = 'mcp4728' as 'mcp4725';
  await expect(sendSetpoint(1, 0x60, unknown, 0, bus.open)).rejects.toMatchObject({
    code: 'not_supported',
    message: 'This version of the program cannot write a setpoint to a device mcp4728.',
  });
  expect(bus.openings).toBe(0);
});
