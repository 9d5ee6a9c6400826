// Configuration and drivers agree on sources, channels and outputs, for every kind of source and every role.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { INPUT_ROLES } from '../../../hal/linux/gpio/roles/registry.js';
import { SOURCE_KINDS } from '../../../hal/linux/kinds.js';
import { LinuxHal } from '../../../hal/linux/linux-hal.js';
import { configuredSources, outputRole } from '../../../hal/linux/schema.js';
import { parseConfig } from '../../../src/config/index.js';

const FILE = 'config/pi-full.yaml';
const { config } = parseConfig(readFileSync(FILE, 'utf8'), FILE);
const hal = config!.hal;

describe('a machine with everything', () => {
  it('has a source of every kind, in the order of their priority', () => {
    const kinds = configuredSources(hal).map(({ source }) => source.split('.')[0]);
    expect([...new Set(kinds)]).toEqual(SOURCE_KINDS.map(({ name }) => name));
  });

  it('has exactly the channels, sources and outputs in its drivers that its configuration names', () => {
    const machine = new LinuxHal({ ...hal, clock: () => 0 });
    const measured = configuredSources(hal).filter(({ channels }) => channels.length > 0);
    const pairs = measured.flatMap(({ source, channels }) =>
      channels.map((channel) => `${channel} by ${source}`),
    );
    const { names } = machine.samples;
    const provided = machine.sourcesOf.flatMap((sources, row) =>
      sources.map((source) => `${names[row]} by ${source}`),
    );
    expect(provided.sort()).toEqual(pairs.sort());
    const roles = Object.entries(hal.outputs).map(([name, output]) => `${name}: ${outputRole(output)}`);
    expect(machine.outputs.map(({ name, role }) => `${name}: ${role}`).sort()).toEqual(roles.sort());
  });
});

describe.each(INPUT_ROLES)('the role $name', (role) => {
  it('has its name in the configuration, a driver and a wiring', async () => {
    const { role: key } = role.schema.shape;
    expect(key.parse(role.name)).toBe(role.name);
    expect(await role.driver()).toHaveProperty('createDriver');
    expect(await role.wiring()).toHaveProperty('wire');
  });

  it('has a description for each of its keys', () => {
    const { properties = {} } = z.toJSONSchema(role.schema, { io: 'input' });
    for (const [key, value] of Object.entries(properties)) expect(value, key).toHaveProperty('description');
  });
});
