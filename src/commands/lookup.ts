// Finds a command by its name, and reads its fields from a payload.
import type { CommandRequest } from './command.js';
import type { CommandDefinition, Fields, Values } from './definition.js';
import { COMMANDS } from './registry.js';

export type CommandName = (typeof COMMANDS)[number]['name'];

const ALL: readonly CommandDefinition[] = COMMANDS;
const BY_NAME: ReadonlyMap<string, CommandDefinition> = new Map(ALL.map((one) => [one.name, one]));

export const COMMAND_NAMES: readonly CommandName[] = COMMANDS.map(({ name }) => name);

/** The default of `commands.allow`. */
export const ALLOWED_BY_DEFAULT: readonly CommandName[] = COMMANDS.filter(
  ({ isAllowedByDefault }) => isAllowedByDefault,
).map(({ name }) => name);

/** @returns undefined when there is no command of this name */
export function findCommand(name: string): CommandDefinition | undefined {
  return BY_NAME.get(name);
}

/** @returns the values of the command's fields, or one sentence on what is wrong with them */
export function readFields(
  { fields, contradiction }: CommandDefinition,
  payload: Readonly<Record<string, unknown>>,
): Values<Fields> | string {
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = Object.hasOwn(payload, name) ? payload[name] : undefined;
    if (!field.accepts(value)) return `${name} has to be ${field.form}`;
    values[name] = value;
  }
  return contradiction?.(values) ?? values;
}

/** Makes the request for the control core from the fields that {@link readFields} has read. */
export function requestOf({ name }: CommandDefinition, values: Values<Fields>): CommandRequest {
  // TypeScript does not know that these values belong to the definition with this name.
  return { name, ...values } as CommandRequest;
}
