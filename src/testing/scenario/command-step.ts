// The contract's form of a command in a scenario, its name with its value or its fields, as the controller takes it.
import type { CommandRequest } from '../../control/commands/commands.js';
import { MODES, type Mode } from '../../control/vocabulary.js';

/** `start`, `{ mode: 'accuracy' }`, `{ shelve: { rule: 'high_velocity', seconds: 60 } }`. */
export type CommandForm = string | Readonly<Record<string, unknown>>;

/** @throws Error that says what is wrong with the command */
export function commandRequest(form: CommandForm): CommandRequest {
  const entries = typeof form === 'string' ? [[form, {}] as const] : Object.entries(form);
  if (entries.length !== 1)
    throw new Error(`a command step gives one command, not ${entries.length}: write a step for each`);
  const [name, argument] = entries[0]!;
  const fields =
    typeof argument === 'object' && argument !== null ? (argument as Record<string, unknown>) : {};
  const only = (key: string) => fields[key] ?? argument;
  switch (name) {
    case 'start':
    case 'stop':
    case 'reset':
      return { name };
    case 'mode':
      return { name, mode: modeOf(only('mode')) };
    case 'load':
      return { name, fraction: fractionOf(only('fraction')) };
    case 'acknowledge':
      return { name, rule: ruleOf(only('rule')) };
    case 'shelve':
      return { name, ...shelving(fields) };
    default:
      throw new Error(
        `there is no command ${name}; there are start, stop, reset, mode, load, acknowledge, shelve`,
      );
  }
}

function modeOf(mode: unknown): Mode {
  if (MODES.includes(mode as Mode)) return mode as Mode;
  throw new Error(`mode ${String(mode)}: has to be one of ${MODES.join(', ')}`);
}

function fractionOf(fraction: unknown): number {
  if (typeof fraction === 'number' && fraction >= 0 && fraction <= 1) return fraction;
  throw new Error(`load ${String(fraction)}: has to be a number in 0..1`);
}

function ruleOf(rule: unknown): string {
  if (typeof rule === 'string') return rule;
  throw new Error('acknowledge needs the id of a rule, or "*" for all');
}

function shelving({ rule, seconds }: Record<string, unknown>): { rule: string; seconds: number } {
  if (typeof rule === 'string' && typeof seconds === 'number' && seconds >= 0) return { rule, seconds };
  throw new Error('shelve needs { rule, seconds }');
}
