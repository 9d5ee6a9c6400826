// Sensors that fall silent and come back, on the I2C bus and behind a USB adapter.
import { expect, it } from 'vitest';
import { type Bench, PATIENCE_MS } from '../support/bench.js';
import { USB_ADAPTER } from '../support/machine.js';

const NACK = '/sys/module/i2c_stub/parameters/nack';

export function sensors(bench: () => Bench): void {
  it('on the I2C bus: one chip does not answer, the other goes on; it recovers by itself', async () => {
    await bench().serve();
    const subscriber = await bench().listen();
    await subscriber.hears('telemetry', 'the voltage', ({ generator }) => generator.voltage === 150);

    await bench().run(`echo 0x40 >${NACK}`);
    await subscriber.hears(
      'telemetry',
      'a lost voltage',
      ({ quality }) => quality['generator.voltage'] !== undefined,
    );
    await expect
      .poll(() => subscriber.alertState('sensor_lost.generator.voltage'), { timeout: PATIENCE_MS })
      .toBe('active');
    expect(subscriber.last('telemetry')?.quality['water.temperature']).toBeUndefined();

    // 16 A, so that a value from before the loss does not count.
    await bench().run(
      `i2cset -y -f 0 0x40 0x04 0x0032 w; echo 0 >${NACK}; i2cset -y -f 0 0x40 0x04 0x0032 w`,
    );
    await subscriber.hears('telemetry', 'the new current', ({ generator }) => generator.current === 16);
    await expect
      .poll(() => subscriber.alertState('sensor_lost.generator.voltage'), { timeout: PATIENCE_MS })
      .toBe('cleared');
  });

  it('behind a USB adapter: unplugged, and plugged in again', async () => {
    await bench().serve();
    const subscriber = await bench().listen();
    const isLost = () => subscriber.last('telemetry')?.quality['pneumatics.tankPressure'] !== undefined;
    await expect.poll(isLost, { timeout: PATIENCE_MS }).toBe(false);

    await bench().machine.qmp.execute('device_del', { id: USB_ADAPTER.id });
    await expect.poll(isLost, { timeout: PATIENCE_MS }).toBe(true);
    await bench().run('! test -e /dev/ttyUSB0');

    await bench().machine.qmp.execute('device_add', USB_ADAPTER);
    await expect.poll(isLost, { timeout: PATIENCE_MS }).toBe(false);
  });
}
