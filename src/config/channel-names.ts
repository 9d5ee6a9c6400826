// Checks the names of channels in a configuration: those that it declares, and those that it uses.
import type { z } from 'zod';
import { type ChannelUse, channelUseOf, SENSOR_CHANNEL_NAMES } from '../../hal/schema/kinds.js';
import { SENSOR_ALARMS } from '../catalogue/alarm-ids.js';
import { CHANNEL_NAMES } from '../catalogue/channels.js';
import { isHostChannel } from '../catalogue/host-channels.js';
import { isBuiltInSensor, isOwnName, ownNameProblem, ownNames } from '../catalogue/own-channels.js';
import { alternatives, layersOf, schemasBelow, unwrap } from './introspect.js';
import type { Finding } from './issues.js';
import type { Path } from './problem.js';
import { configSchema } from './schema.js';
import { suggestion } from './suggest.js';
import { shown } from './value-text.js';

type Schema = z.core.$ZodType;

/** The channels that a configuration declares, as it is written. */
export interface Declarations {
  /** The names in `channels` that the program does not have itself. */
  readonly names: readonly string[];
  /** Those of them that have a `unit`. */
  readonly withUnit: ReadonlySet<string>;
  /** What is wrong with them, by name; a name that can be used is absent. */
  readonly problems: ReadonlyMap<string, string>;
  /** A unit or a description of a channel that the program has itself. */
  readonly needless: readonly Path[];
}

/** What {@link checkNames} finds. */
export interface NameFindings {
  readonly findings: readonly Finding[];
  /** Parts that cannot be used because they name a channel whose declaration is wrong. That is reported at the declaration. */
  readonly silent: readonly Path[];
}

const DESCRIBING = ['unit', 'description'] as const;
const WHERE = 'channels';

/** Reads the declarations before anything is removed from the configuration. */
export function declarationsIn(plain: Readonly<Record<string, unknown>>): Declarations {
  const settings = isMap(plain[WHERE]) ? plain[WHERE] : {};
  const names = ownNames(settings);
  const has = (name: string, key: string) => isMap(settings[name]) && Object.hasOwn(settings[name], key);
  const withUnit = names.filter((name) => has(name, 'unit'));
  return {
    names,
    withUnit: new Set(withUnit),
    problems: new Map(names.flatMap((name) => entryOf(name, problemOf(name, settings[name], withUnit)))),
    needless: Object.keys(settings)
      .filter(isBuiltInSensor)
      .flatMap((name) => DESCRIBING.filter((key) => has(name, key)).map((key) => [WHERE, name, key])),
  };
}

function entryOf(name: string, problem: string | null): [string, string][] {
  return problem === null ? [] : [[name, problem]];
}

/** True for a finding inside a name that was written as a map in a map. That is reported at the name. */
export function isInsideNestedName({ path }: Finding, declared: Declarations): boolean {
  const [section, name = ''] = path;
  return section === WHERE && path.length > 2 && !name.includes('.') && declared.problems.has(name);
}

/** What is wrong with a name in `channels`; null when it declares a channel. */
function problemOf(name: string, settings: unknown, declared: readonly string[]): string | null {
  if (declared.includes(name)) return ownNameProblem(name, without(declared, name));
  const inside = isMap(settings) ? Object.keys(settings)[0] : undefined;
  if (!name.includes('.') && inside !== undefined && isMap((settings as Record<string, unknown>)[inside]))
    return `must be the whole name of a channel, with its dots: \`${name}.${inside}: { .. }\``;
  return `must be the name of a channel that a sensor can provide${hint(name, SENSOR_CHANNEL_NAMES)}`;
}

/**
 * Checks the names in a configuration that fits the schema otherwise.
 *
 * @param plain the configuration as it is written, without the parts that were removed
 */
export function checkNames(plain: Readonly<Record<string, unknown>>, declared: Declarations): NameFindings {
  const findings: Finding[] = [];
  const silent: Path[] = [];
  const settings = isMap(plain[WHERE]) ? plain[WHERE] : {};
  for (const [name, message] of declared.problems) {
    if (Object.hasOwn(settings, name)) findings.push({ path: [WHERE, name], message, about: 'key' });
  }
  findings.push(...declared.needless.filter((path) => isWritten(plain, path)).map(needlessAt));
  for (const use of usesIn([configSchema], plain, [])) {
    if (use.path[0] === WHERE || use.known.includes(use.name)) continue;
    if (declared.problems.has(use.name)) silent.push(use.path);
    else if (!declared.withUnit.has(use.name)) findings.push(unknownName(use, declared));
  }
  const alarms = isMap(plain.alerts) ? Object.keys(plain.alerts) : [];
  const ofWrongName = (id: string) =>
    SENSOR_ALARMS.some(
      (kind) => declared.problems.has(id.slice(`${kind}.`.length)) && id.startsWith(`${kind}.`),
    );
  silent.push(...alarms.filter(ofWrongName).map((id) => ['alerts', id]));
  return { findings, silent };
}

function needlessAt(path: Path): Finding {
  const [, name, key] = path;
  const message = `is only for channels of your own, and the program knows ${name}: remove \`${key}\``;
  return { path, message, about: 'key' };
}

function unknownName({ path, name, known, error, about }: Use, { withUnit }: Declarations): Finding {
  const own = [...withUnit].filter(isOwnName);
  return { path, message: `${error}; found ${shown(name)}${hint(name, [...known, ...own])}`, about };
}

/** The nearest of the known names, and how to declare a channel of one's own; the latter as an example when this name cannot be declared. */
function hint(name: string, known: readonly string[]): string {
  if (isHostChannel(name)) return ': the program measures this one itself';
  if (CHANNEL_NAMES.includes(name)) return ': the program computes this one';
  const near = suggestion(name, known);
  const isNear = near.endsWith('?');
  if (isNear && !isOwnName(name)) return near;
  const declared = isOwnName(name)
    ? `: \`${WHERE}: { ${name}: { unit: .. } }\``
    : `, for example \`${WHERE}: { bearing.temperature: { unit: degC } }\``;
  return `${near}${isNear ? ' Or' : '; or'} declare a channel of your own${declared}`;
}

/** A place where a channel is named. */
interface Use extends ChannelUse {
  readonly path: Path;
  readonly name: string;
  /** The name is the key at the path, or the value. */
  readonly about: 'key' | 'value';
}

/** All places below a value of these schemas where a channel is named. */
function usesIn(schemas: readonly Schema[], value: unknown, path: Path): Use[] {
  const matching = schemas.flatMap(alternatives).filter((schema) => accepts(schema, value));
  if (typeof value === 'string') {
    const use =
      schemas.flatMap(layersOf).map(channelUseOf).find(isKnown) ?? matching.map(channelUseOf).find(isKnown);
    return use === undefined ? [] : [{ ...use, path, name: value, about: 'value' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  const keyUse = matching.map(keyUseOf).find(isKnown);
  return Object.entries(value).flatMap(([key, child]) => [
    ...(keyUse === undefined ? [] : [{ ...keyUse, path: [...path, key], name: key, about: 'key' as const }]),
    ...usesIn(schemasBelow(matching, key), child, [...path, key]),
  ]);
}

/** Of the kinds of a device only the one that is written here counts. */
function accepts(schema: Schema, value: unknown): boolean {
  const { def } = schema._zod;
  return def.type !== 'object' || schema === configSchema || (schema as z.ZodType).safeParse(value).success;
}

function keyUseOf(schema: Schema): ChannelUse | undefined {
  const { def } = unwrap(schema)._zod;
  return def.type === 'record' ? channelUseOf((def as z.core.$ZodRecordDef).keyType) : undefined;
}

function isKnown(use: ChannelUse | undefined): use is ChannelUse {
  return use !== undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWritten(plain: unknown, path: Path): boolean {
  return path.reduce<unknown>((value, key) => (isMap(value) ? value[key] : undefined), plain) !== undefined;
}

function without(names: readonly string[], name: string): string[] {
  return names.filter((other) => other !== name);
}
