// Reads a command in the form of a scenario or the bench: its name with a value or with fields.
import type { CommandRequest } from '../../commands/command.js';
import { COMMAND_NAMES, findCommand, readFields, requestOf } from '../../commands/lookup.js';

/** `start`, `{ mode: 'accuracy' }`, `{ shelve: { rule: 'high_velocity', seconds: 60 } }`. */
export type CommandForm = string | Readonly<Record<string, unknown>>;

/** @throws Error that says what is wrong with the command */
export function commandRequest(form: CommandForm): CommandRequest {
  const entries = typeof form === 'string' ? [[form, {}] as const] : Object.entries(form);
  if (entries.length !== 1)
    throw new Error(`a command step gives one command, not ${entries.length}: write a step for each`);
  const [name, argument] = entries[0]!;
  const definition = findCommand(name);
  if (definition?.where !== 'control')
    throw new Error(`there is no command ${name} here; there are ${namesHere().join(', ')}`);
  const values = readFields(definition, fieldsOf(argument, Object.keys(definition.fields)));
  if (typeof values === 'string') throw new Error(`command ${name}: ${values}`);
  return requestOf(definition, values);
}

/** `{ mode: accuracy }` is short for `{ mode: { mode: accuracy } }`, for a command with one field. */
function fieldsOf(argument: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof argument === 'object' && argument !== null) return argument as Record<string, unknown>;
  return names.length === 1 ? { [names[0]!]: argument } : {};
}

function namesHere(): string[] {
  return COMMAND_NAMES.filter((name) => findCommand(name)?.where === 'control');
}
