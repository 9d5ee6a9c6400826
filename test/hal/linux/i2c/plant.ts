// A virtual bus with one chip of each kind, and time that advances in base ticks.
import { setImmediate } from 'node:timers/promises';
import { VirtualAds1115 } from '../../../../hal/linux/i2c/devices/ads1115/virtual-chip.js';
import { VirtualAs5600 } from '../../../../hal/linux/i2c/devices/as5600/virtual-chip.js';
import { VirtualIna226 } from '../../../../hal/linux/i2c/devices/ina226/virtual-chip.js';
import { VirtualMcp4725 } from '../../../../hal/linux/i2c/devices/mcp4725/virtual-chip.js';
import { VirtualMcp9808 } from '../../../../hal/linux/i2c/devices/mcp9808/virtual-chip.js';
import { VirtualI2cBus } from '../../../../hal/virtual/i2c/virtual-i2c.js';
import type { LinuxHalInput } from '../../linux-config.js';

export const TICK_S = 1 / 60;
export const ADDRESS = { ina226: 0x40, ads1115: 0x48, mcp9808: 0x18, as5600: 0x36, mcp4725: 0x60 } as const;

export const DEVICES: NonNullable<LinuxHalInput['i2c']> = [
  {
    bus: 1,
    address: ADDRESS.ina226,
    device: 'ina226',
    shuntOhms: 0.002,
    channels: { voltage: 'generator.voltage', current: 'generator.current', power: 'generator.power' },
  },
  {
    bus: 1,
    address: ADDRESS.ads1115,
    device: 'ads1115',
    inputs: {
      0: { channel: 'pneumatics.tankPressure', scale: 250_000, offset: -125_000 },
      3: { channel: 'chain.tension', scale: 2000 },
    },
  },
  {
    bus: 1,
    address: ADDRESS.mcp9808,
    device: 'mcp9808',
    channels: { temperature: 'water.temperature' },
  },
  {
    bus: 1,
    address: ADDRESS.as5600,
    device: 'as5600',
    channels: { speed: 'generator.speed', position: 'chain.position' },
  },
  { bus: 1, address: ADDRESS.mcp4725, device: 'mcp4725', name: 'dac' },
];

export const LOAD = { i2c: 'dac', unit: 'fraction', safe: 0, timeout: 'contactor' } as const;

export class VirtualPlant {
  nowS = 100;
  readonly bus = new VirtualI2cBus(1, () => this.nowS);
  readonly ina226 = new VirtualIna226(this.nowS);
  readonly ads1115 = new VirtualAds1115();
  readonly mcp9808 = new VirtualMcp9808(this.nowS);
  readonly as5600 = new VirtualAs5600();
  readonly mcp4725 = new VirtualMcp4725();

  constructor() {
    this.ina226.set(12, 0.02, this.nowS);
    this.ads1115.set(0, 2.5, this.nowS);
    this.ads1115.set(3, 1, this.nowS);
    this.mcp9808.set(18.5, this.nowS);
    this.as5600.turn(0, 30, this.nowS);
    for (const chip of ['ina226', 'ads1115', 'mcp9808', 'as5600', 'mcp4725'] as const)
      this.bus.attach(ADDRESS[chip], this[chip]);
  }

  /** Lets time pass in base ticks. After each, the asynchronous calls that it started can finish. */
  async pass(seconds: number, tick: (nowS: number) => void): Promise<void> {
    for (let left = Math.ceil(seconds / TICK_S - 1e-9); left > 0; left--) {
      this.nowS += TICK_S;
      tick(this.nowS);
      // An immediate runs after all promises that are ready.
      await setImmediate();
    }
  }
}
