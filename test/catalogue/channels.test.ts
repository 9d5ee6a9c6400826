// The catalogue of channels: which channels there are, and that `kpp check` and the control core never disagree on it.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SENSOR_CHANNELS } from '../../hal/channels.js';
import { CHANNEL_NAMES, channelCatalogue, TWIN_CHANNELS, whyAbsent } from '../../src/catalogue/channels.js';
import { HOST_CHANNEL_NAMES } from '../../src/catalogue/host-channels.js';
import { configuredEquipment } from '../../src/config/providers.js';
import { controlPlan, equipmentOf } from '../../src/control/plan/plan.js';
import { createHal } from '../../src/runtime/hal-factory.js';
import { configOf } from '../config/support.js';

const names = (sensors: readonly string[], drivesLoad = true) =>
  channelCatalogue({ sensors, drivesLoad }).map(({ name }) => name);
const loop = ['loop.rate', 'loop.lateness', 'loop.compute', 'loop.stability'];

describe('the catalogue', () => {
  it('has the sensors in their order, then what is computed from them', () => {
    expect(names(['generator.current', 'chain.velocity', 'generator.voltage'])).toEqual([
      ...['generator.current', 'chain.velocity', 'generator.voltage'],
      ...['chain.acceleration', 'generator.power'],
      ...loop,
    ]);
  });

  it('takes a measured channel rather than its formula, and says what a computed one is computed from', () => {
    const sensors = [
      'generator.power',
      'generator.voltage',
      'generator.current',
      'pneumatics.compressorPower',
    ];
    const catalogue = channelCatalogue({ sensors, drivesLoad: true });
    expect(catalogue.filter(({ name }) => name === 'generator.power')).toMatchObject([
      { origin: 'sensor', from: [] },
    ]);
    expect(catalogue.find(({ name }) => name === 'derived.efficiency')).toMatchObject({
      origin: 'formula',
      from: ['generator.power', 'pneumatics.compressorPower'],
    });
  });

  it('has residuals only where the twin runs and the load is set by us', () => {
    const sensors = ['chain.velocity', 'pneumatics.tankPressure', 'pneumatics.compressorPower'];
    const residuals = (drivesLoad: boolean, without = '') =>
      names(
        sensors.filter((name) => name !== without),
        drivesLoad,
      ).filter((name) => name.startsWith('twin.'));
    expect(residuals(true)).toEqual([
      'twin.residual.chain.velocity',
      'twin.residual.pneumatics.tankPressure',
    ]);
    expect(residuals(false)).toEqual([]);
    expect(residuals(true, 'pneumatics.compressorPower')).toEqual(['twin.residual.chain.velocity']);
  });

  it('has the channels that a configuration declares', () => {
    const declared = [{ name: 'bearing.temperature', unit: 'degC', min: -20, max: 150, description: '' }];
    const equipment = { sensors: ['bearing.temperature'], drivesLoad: false, declared };
    expect(channelCatalogue(equipment)[0]).toMatchObject({ name: 'bearing.temperature', origin: 'sensor' });
    expect(whyAbsent('bearing.temperature', equipment)).toBeNull();
  });

  it('tells of every channel that it lacks why', () => {
    const equipment = { sensors: ['generator.voltage'], drivesLoad: false };
    const present = channelCatalogue(equipment).map(({ name }) => name);
    for (const name of CHANNEL_NAMES) {
      expect(whyAbsent(name, equipment) === null, name).toBe(present.includes(name));
    }
    expect(whyAbsent('generator.power', equipment)).toBe('computing it needs generator.current');
  });

  it('predicts only channels that there are', () => {
    const known = SENSOR_CHANNELS.map(({ name }) => name);
    expect(TWIN_CHANNELS.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('the figures of the computer', () => {
  it('are in the catalogue in an order of their own, as far as the computer has them', () => {
    const host = ['host.diskFree', 'host.temperature'];
    const catalogue = channelCatalogue({ sensors: [], drivesLoad: true, host });
    expect(catalogue.filter(({ origin }) => origin === 'host').map(({ name }) => name)).toEqual([
      'host.temperature',
      'host.diskFree',
    ]);
    expect(whyAbsent('host.diskWear', { sensors: [], drivesLoad: true, host })).toBe('');
  });
});

describe('the configuration and the control core', () => {
  const folder = new URL('../../config/', import.meta.url);
  const examples = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

  it.each([
    ...examples.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const),
    ['a plant without a load output', readFileSync(new URL('pi-serial.yaml', folder), 'utf8')] as const,
  ])('see the same channels in %s', async (name, text) => {
    const config = configOf(text, name.endsWith('.yaml') ? {} : { sets: ['hal.outputs={}'] });
    // On a computer that has every figure.
    const plan = controlPlan(config, equipmentOf(await createHal(config, () => 0), HOST_CHANNEL_NAMES));
    const configured = channelCatalogue(configuredEquipment(config)).map((channel) => channel.name);
    expect(configured.toSorted()).toEqual(plan.layout.channels.toSorted());
  });
});
