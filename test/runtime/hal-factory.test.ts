// The HAL that is made from a configuration: its channels, outputs and counters.
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/index.js';
import { createHal } from '../../src/runtime/hal-factory.js';

function configOf(yaml: string) {
  const { config, problems } = parseConfig(yaml, 'k.yaml');
  if (config === undefined) throw new Error(JSON.stringify(problems));
  return config;
}

const port = (path: string, records: string) => `{ path: ${path}, records: ${records} }`;

function withPorts(...ports: readonly string[]): string {
  const named = ports.map((text, i) => `    port${i + 1}: ${text}`);
  return `hal:\n  kind: linux\n  serial:\n${named.join('\n')}\n`;
}

describe('a channel that two serial ports deliver', () => {
  it('is one channel, with both ports as its sources', async () => {
    const yaml = withPorts(
      port('/dev/a', '{ A: [seq, chain.velocity, "-"] }'),
      port('/dev/b', '{ B: [seq, "-", chain.velocity] }'),
    );
    const { samples, counters } = await createHal(configOf(yaml), () => 0);
    expect(samples.names).toEqual(['chain.velocity']);
    expect(counters.names).toContain('sources.chain.velocity.active');
  });
});

describe('a field of a record that is not a channel', () => {
  it('may be in the records of several ports', async () => {
    const yaml = withPorts(
      port('/dev/a', '{ A: [seq, timeMs, "-", chain.velocity] }'),
      port('/dev/b', '{ B: [seq, timeMs, "-", generator.speed] }'),
    );
    expect((await createHal(configOf(yaml), () => 0)).samples.names).toEqual([
      'chain.velocity',
      'generator.speed',
    ]);
  });
});

describe('I2C devices', () => {
  const yaml = `
hal:
  kind: linux
  i2c:
    - { bus: 1, address: 0x18, device: mcp9808, channels: { temperature: water.temperature } }
    - { bus: 1, address: 0x60, device: mcp4725, name: dac }
  outputs: { load: { i2c: dac, timeout: drive } }
`;

  it('get drivers, and so do the outputs on them', async () => {
    const { samples, outputs, counters } = await createHal(configOf(yaml), () => 0);
    expect(samples.names).toEqual(['water.temperature']);
    expect(outputs).toEqual([{ name: 'load', role: 'load', safe: 0 }]);
    expect(counters.names).toContain('i2c.1.0x18.good');
  });
});
