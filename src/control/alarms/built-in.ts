// What the alarm engine needs of a built-in alarm beside its settings: its texts, its channel, what it explains.
import { builtInOf } from '../../catalogue/alarm-ids.js';
import type { MessageTemplates } from './message.js';

export interface BuiltInKind {
  /** Null for an alarm that is about no single channel. */
  readonly channel: string | null;
  readonly templates: MessageTemplates;
  /** True when alarms on what is computed from its channel follow from this one. */
  readonly isRoot: boolean;
}

/** @throws RangeError when there is no built-in alarm with this id */
export function builtInKind(id: string): BuiltInKind {
  const found = builtInOf(id);
  if (found === null) throw new RangeError(`there is no built-in alarm with the id ${id}`);
  const { active, cleared, isRoot = false } = found.definition;
  return { channel: found.channel, templates: { active: `${active} {detail}`, cleared }, isRoot };
}
