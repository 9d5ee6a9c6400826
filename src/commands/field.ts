// The kinds of field in the payload of a command: how a value is checked, and how messages and docs/commands.md describe it.

/** A field of a payload whose valid values are of type T. */
export interface Field<T> {
  /** Returns true when the value from outside is valid. */
  accepts(value: unknown): value is T;
  /** What the value has to be. Messages put it after "has to be". */
  readonly form: string;
  /** What the value means, with its unit. */
  readonly meaning: string;
}

const MAX_TEXT_LENGTH = 128;

/** A field that is one of a list of words. */
export function oneOf<const T extends string>(words: readonly T[], meaning: string): Field<T> {
  return {
    accepts: (value): value is T => words.some((word) => word === value),
    form: `one of ${words.join(', ')}`,
    meaning,
  };
}

/** A number from `min` to `max`, both included. `note` explains the limits in words. */
export function numberWithin(min: number, max: number, meaning: string, note = ''): Field<number> {
  return {
    accepts: (value): value is number => typeof value === 'number' && value >= min && value <= max,
    form: `a number from ${min} to ${max}${note === '' ? '' : ` (${note})`}`,
    meaning,
  };
}

/** The number of an event: a whole number, at least 1. */
export function sequenceNumber(meaning: string): Field<number> {
  return {
    accepts: (value): value is number => Number.isSafeInteger(value) && (value as number) >= 1,
    form: 'a whole number from 1 on',
    meaning,
  };
}

/** A text of 1 to 128 characters; `form` says what kind of text. */
export function textField(form: string, meaning: string): Field<string> {
  return { accepts: isShortText, form, meaning };
}

/** Returns true for a text of 1 to 128 characters. */
export function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= MAX_TEXT_LENGTH;
}
