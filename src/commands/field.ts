// The kinds of field that a command's payload can have: how a value is checked, and how messages and docs/commands.md describe it.

/** A field of a payload that is a T when it is right. */
export interface Field<T> {
  /** True when the value, which somebody outside sent, is right. */
  accepts(value: unknown): value is T;
  /** What the value has to be, to follow "has to be". */
  readonly form: string;
  /** What the value stands for, with its unit. */
  readonly meaning: string;
}

const MAX_TEXT_LENGTH = 128;

/** One of a list of words. */
export function oneOf<const T extends string>(words: readonly T[], meaning: string): Field<T> {
  return {
    accepts: (value): value is T => words.some((word) => word === value),
    form: `one of ${words.join(', ')}`,
    meaning,
  };
}

/** A number between two limits, which are allowed as well. `note` explains the limits in words. */
export function numberWithin(min: number, max: number, meaning: string, note = ''): Field<number> {
  return {
    accepts: (value): value is number => typeof value === 'number' && value >= min && value <= max,
    form: `a number from ${min} to ${max}${note === '' ? '' : ` (${note})`}`,
    meaning,
  };
}

/** A whole number from 1 on: the number of an event. */
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

/** True for a text of 1 to 128 characters. */
export function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= MAX_TEXT_LENGTH;
}
