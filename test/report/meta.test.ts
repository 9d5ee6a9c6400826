// The meta document: channels and outputs by name, as valid JSON.
import { expect, it } from 'vitest';
import { metaDocument } from '../../src/report/meta.js';

it('has the unit, range and source of each channel, and the safe value of each output', () => {
  const document = metaDocument({
    version: '0.1.0',
    device: { id: 'kpp-01', site: 'demo' },
    run: 3,
    log: 'a-log',
    controlRateHz: 15,
    plantKind: 'machine',
    priority: ['chain.velocity'],
    channels: [
      {
        name: 'chain.velocity',
        unit: 'm/s',
        min: -20,
        max: 20,
        description: 'speed',
        source: 'serial.chain',
      },
      { name: 'loop.rate', unit: 'Hz', min: 0, max: Infinity, description: 'rate', source: 'loop' },
    ],
    rules: { high_velocity: { channel: 'chain.velocity', above: 8 } },
    outputs: [{ name: 'brake', role: 'brake', safe: 0 }],
  });
  expect(JSON.parse(JSON.stringify(document))).toEqual({
    version: '0.1.0',
    device: { id: 'kpp-01', site: 'demo' },
    run: 3,
    log: 'a-log',
    controlRateHz: 15,
    plantKind: 'machine',
    channels: {
      'chain.velocity': { unit: 'm/s', min: -20, max: 20, source: 'serial.chain', description: 'speed' },
      'loop.rate': { unit: 'Hz', min: 0, max: null, source: 'loop', description: 'rate' },
    },
    rules: { high_velocity: { channel: 'chain.velocity', above: 8 } },
    outputs: { brake: { role: 'brake', safe: 0 } },
    priority: ['chain.velocity'],
  });
});
