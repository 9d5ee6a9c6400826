// The reference page of the configuration: it is up to date and has every key.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referenceText } from '../../src/config/generated/reference.js';
import { keysAt } from '../../src/config/introspect.js';
import { configSchema } from '../../src/config/schema.js';

const page = referenceText();
const rowOf = (key: string) => page.split('\n').find((line) => line.startsWith(`| \`${key}\` |`));

describe('the configuration reference', () => {
  it('is equal to the page made from the schema (if not: npm run build && npm run schema)', () => {
    const file = new URL('../../docs/configuration.md', import.meta.url);
    expect(readFileSync(file, 'utf8')).toBe(page);
  });

  it('has a section for each section of the file, with every key of it', () => {
    for (const section of keysAt(configSchema, [])) {
      expect(page).toContain(`\n## ${section}\n`);
      // Its keys are names of channels.
      if (section === 'channels') continue;
      for (const key of keysAt(configSchema, [section])) expect(rowOf(`${section}.${key}`)).toBeDefined();
    }
  });

  it.each([
    [
      'control.load',
      '| number, 0 to 1 |  | `0.75` | yes | generator load setpoint after a start, as a share of the rated torque |',
    ],
    ['control.rateHz', '| `5`, `10`, `15`, `20`, `30`, `60` |  | `15` | no |'],
    ['limits.maxVelocity', '| number above 0 | m/s | `10` | yes |'],
    ['channels.<name>.critical', '| `true`, `false` |  | - | yes |'],
    ['channels.<name>.vote', '| `priority`, `median` |  | `priority` | no |'],
    ['hal.serial.<name>.path', '| text |  | *required* | no |'],
    ['hal.i2c[].shuntOhms', '| number above 0, at most 1000 | ohm | *required* | no | `ina226`: '],
    ['log.level', '| `error`, `warning`, `info`, `debug` |  | `info` | yes |'],
  ])('tells values, unit, default and effect of %s', (key, cells) => {
    expect(rowOf(key)).toContain(cells);
  });

  it('gives every row six cells', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    for (const row of rows) expect(row.split(/(?<!\\\\)\|/)).toHaveLength(8);
    expect(rows.length).toBeGreaterThan(100);
  });
});
