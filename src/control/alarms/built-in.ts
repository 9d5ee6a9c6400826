// The parts of a built-in alarm beside its settings: its texts, its channel, and whether it is a root.
import { builtInOf } from '../../catalogue/alarm-ids.js';
import type { MessageTemplates } from './message.js';

export interface BuiltInKind {
  /** Null for an alarm that does not concern a single channel. */
  readonly channel: string | null;
  readonly templates: MessageTemplates;
  /** True when this alarm suppresses alarms on values computed from its channel. */
  readonly isRoot: boolean;
}

/** @throws RangeError when there is no built-in alarm with this id */
export function builtInKind(id: string): BuiltInKind {
  const found = builtInOf(id);
  if (found === null) throw new RangeError(`there is no built-in alarm with the id ${id}`);
  const { active, advice, cleared, isRoot = false } = found.definition;
  const named = (text: string) => text.replace('{output}', found.output ?? '');
  const templates = { active: named(`${active} {detail}. ${advice}`), cleared: named(cleared) };
  return { channel: found.channel, templates, isRoot };
}
