// Turns an event into one sentence for a person. A type of event without an entry here is shown by its plain fields.
import type { ControlEvent, EventType } from '../vocabulary/events.js';

type Data = ControlEvent['data'];

const SHOWN_KEYS = 4;

const SENTENCES: Readonly<Partial<Record<EventType, (data: Data) => string>>> = {
  trip: ({ message }) => String(message),
  reset: ({ cause }) => `the trip because of ${words(cause)} is reset`,
  mode: ({ from, to }) => `${String(to)} instead of ${String(from)}`,
  degradation: ({ from, to, cause }) =>
    `step ${String(to)} instead of ${String(from)}${typeof cause === 'string' ? `, because of ${words(cause)}` : ''}`,
  command: ({ name, ok, message, by, origin }) => {
    const who = typeof by === 'string' ? `${by} by ${String(origin)}` : String(origin);
    return `${String(name)} (${who}) ${ok === true ? 'done' : 'refused'}: ${String(message)}`;
  },
  configuration: ({ ok, changes, changesLeftOut, problems, needsRestart }) => {
    if (ok !== true) return `refused: ${listed(textsOf(problems), 1)}`;
    const waiting = keysOf(needsRestart);
    const waits = waiting.length === 0 ? '' : `; waits for a restart: ${listed(waiting, SHOWN_KEYS)}`;
    return `taken over: ${listed(keysOf(changes), SHOWN_KEYS, Number(changesLeftOut ?? 0))}${waits}`;
  },
  recovery: ({ type, subject, strategy, outcome, reason }) =>
    `${String(subject)} (${words(type)}): ${words(strategy)} ${String(outcome)}${typeof reason === 'string' && reason !== '' ? `, ${reason}` : ''}`,
};

/** One line, without a full stop. */
export function actionSentence({ type, data }: Pick<ControlEvent, 'type' | 'data'>): string {
  return SENTENCES[type]?.(data) ?? plainFields(data);
}

function plainFields(data: Data): string {
  return Object.entries(data)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ');
}

function words(name: unknown): string {
  return typeof name === 'string' ? name.replaceAll('_', ' ') : '-';
}

/** @param leftOut number of further entries that `all` does not contain */
function listed(all: readonly string[], most: number, leftOut = 0): string {
  if (all.length === 0) return 'nothing has changed';
  const more = Math.max(0, all.length - most) + leftOut;
  return `${all.slice(0, most).join(', ')}${more === 0 ? '' : ` and ${more} more`}`;
}

function keysOf(changes: unknown): string[] {
  return Array.isArray(changes) ? changes.map((change: { key?: unknown }) => String(change.key)) : [];
}

function textsOf(problems: unknown): string[] {
  return Array.isArray(problems) ? problems.map(String) : [];
}
