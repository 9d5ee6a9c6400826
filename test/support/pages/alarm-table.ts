// The table of docs/alarms.md, made from the table of built-in alarms.
import { type BuiltInKind, definitionOf } from '../../../src/catalogue/alarm-ids.js';

const HEAD = ['alarm', 'level', 'on-delay, s', 'off-delay, s', 'what happened', 'what to do'];

export function alarmTable(kinds: readonly BuiltInKind[]): string[][] {
  return [HEAD, ...kinds.map(row)];
}

function row(kind: BuiltInKind): string[] {
  const { level, onDelay = 0, offDelay = 0, active, advice, perSensor, perOutput } = definitionOf(kind);
  const family = perOutput === true ? `${kind}.<output>` : kind;
  const id = perSensor === true ? `${kind}.<channel>` : family;
  return [`\`${id}\``, level, String(onDelay), String(offDelay), words(active), words(advice)];
}

/** Angle brackets would be a tag in Markdown, braces a variable for some readers. */
function words(text: string): string {
  return text.replaceAll('{channel}', 'the channel').replaceAll('output {output}', 'the output');
}
