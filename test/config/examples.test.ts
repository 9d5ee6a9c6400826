// The shipped example configurations and the shipped JSON Schema are correct.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { jsonSchemaText } from '../../src/config/generated/json-schema.js';
import { keysAt } from '../../src/config/introspect.js';
import { configSchema } from '../../src/config/schema.js';
import { configOf, problemsOf } from './support.js';

const folder = new URL('../../config/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
/** What the package installs as /etc/kpp/controller.yaml. It names no device, and the schema is not beside it there. */
const INSTALLED = 'installed.yaml';
const examples = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== INSTALLED);
const jsonSchema = z.fromJSONSchema(JSON.parse(read('controller.schema.json')));

describe.each(examples)('the example %s', (name) => {
  it('has no problem', () => {
    expect(problemsOf(read(name))).toEqual([]);
  });

  it('is accepted by the JSON Schema, which it names for editors', () => {
    expect(read(name).split('\n')[0]).toBe('# yaml-language-server: $schema=./controller.schema.json');
    expect(jsonSchema.safeParse(parse(read(name))).error?.issues).toBeUndefined();
  });
});

describe('the file that the package installs', () => {
  it('can be used, and lacks the speed of the chain alone', () => {
    expect(problemsOf(read(INSTALLED))).toEqual([
      'k.yaml:1:1 interlocks.overspeed.channel: warning: nothing in this configuration provides chain.velocity, so overspeed is never seen',
    ]);
  });

  it('is accepted by the JSON Schema', () => {
    expect(jsonSchema.safeParse(parse(read(INSTALLED))).error?.issues).toBeUndefined();
  });
});

describe('the commented example', () => {
  const text = read('controller.example.yaml');
  const withEverything = text.replace(/^( *)#(?=\S)/gm, '$1');

  it('shows the defaults', () => {
    expect(configOf(text)).toEqual(configOf(''));
  });

  it('is right with every setting enabled', () => {
    const sets = ['mqtt.url=mqtts://127.0.0.1:8883'];
    expect(withEverything).not.toBe(text);
    expect(problemsOf(withEverything, { sets })).toEqual([]);
    expect(configOf(withEverything, { sets }).hal.serial.chain?.scale).toEqual({ 'chain.tension': 1 });
  });

  it('has every key', () => {
    for (const section of [
      'device',
      'control',
      'streams',
      'mqtt',
      'store',
      'http',
      'twin',
      'limits',
      'log',
    ]) {
      expect(keysAt(configSchema, [])).toContain(section);
      for (const key of keysAt(configSchema, [section])) expect(text).toMatch(new RegExp(`\\b${key}\\b`));
    }
    for (const key of keysAt(configSchema, ['plant'])) expect(text).toContain(`\n  ${key}: `);
    for (const key of keysAt(configSchema, ['hal', 'sim'])) expect(text).toContain(`\n    ${key}:`);
    for (const key of keysAt(configSchema, ['hal', 'serial', 'a'])) expect(text).toContain(`${key}:`);
  });
});

describe('the JSON Schema', () => {
  it('is equal to the one made from the schema (if not: npm run build && npm run schema)', () => {
    expect(read('controller.schema.json')).toBe(jsonSchemaText());
  });

  it('describes every key', () => {
    const undescribed: string[] = [];
    const walk = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [name, child] of Object.entries(schema)) {
        if (name === 'properties') {
          for (const [key, property] of Object.entries(child as Record<string, object>)) {
            if (!('description' in property) && !('$ref' in property)) undescribed.push(`${path}.${key}`);
          }
        }
        walk(child, `${path}/${name}`);
      }
    };
    walk(JSON.parse(jsonSchemaText()), '');
    expect(undescribed).toEqual([]);
  });

  it.each([
    { contrl: {} },
    { control: { rateHz: 16 } },
    { hal: { kind: 'windows' } },
    { channels: { x: {} } },
  ])('refuses %j', (plain) => {
    expect(jsonSchema.safeParse(plain).success).toBe(false);
  });
});
