// The table of docs/commands.md, made from the definitions of the commands.
import type { CommandDefinition } from '../../../src/commands/definition.js';

const HEAD = ['command', 'fields', '`ts`', 'allowed', 'carried out in', 'what it does'];

export function commandTable(definitions: readonly CommandDefinition[]): string[][] {
  return [HEAD, ...definitions.map(row)];
}

function row(definition: CommandDefinition): string[] {
  const { name, fields, needsTimestamp, isAllowedByDefault, where, summary } = definition;
  const told = Object.entries(fields).map(
    ([field, { form, meaning }]) => `\`${field}\`: ${meaning}; ${form}`,
  );
  return [
    `\`${name}\``,
    told.join('<br>') || 'none',
    needsTimestamp ? 'needed' : 'may be missing',
    isAllowedByDefault ? 'by default' : 'when configured',
    `the ${where} thread`,
    summary,
  ];
}
