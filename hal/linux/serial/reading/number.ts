// Reads one numeric field of a line with the grammar of the contract or a wider one, without a copy of the field.
import { dropBlanks, isDigit, skipBlanks } from './characters.js';

/** The kinds of field content. `notFinite` is the text `nan`, `inf` or `ovf`: the sensor reports that it has no value. */
export const FIELD = { empty: 0, number: 1, notFinite: 2, invalid: 3 } as const;
export type FieldKind = (typeof FIELD)[keyof typeof FIELD];

/** How numbers are written. */
export interface NumberForm {
  /** Also takes `+1.5`, `.5`, `12.`, and blanks around the number. */
  readonly loose: boolean;
  /** Ignores a unit behind the number, with or without a blank between. */
  readonly units: boolean;
  readonly decimal: 'point' | 'comma';
}

/** The grammar of the contract: `-?\d+(\.\d+)?([eE][-+]?\d+)?`. */
export const STRICT: NumberForm = { loose: false, units: false, decimal: 'point' };

const MINUS = 0x2d;
const PLUS = 0x2b;
const COMMA = 0x2c;
const POINT = 0x2e;
const ZERO = 0x30;
const LOWER_CASE_BIT = 0x20;
const LOWER_E = 0x65;

/** Up to this many digits, the integer divided by a power of ten is the correctly rounded double (Clinger 1990). */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, i) => 10 ** i);

/** What Arduino prints for a float that is too large is `ovf`. */
const NOT_FINITE_WORDS = ['nan', 'inf', 'ovf'] as const;

/**
 * A unit like `V`, `*C`, `m/s^2`, `m3/h` or `[s-1]`. It does not begin with the x of `0x10`, and other digits than of an exponent are a
 * damaged number. Bytes that are not ASCII are letters: `°`, `µ`, `Ω`.
 */
const UNIT = /^(?![xX^)\]])(?:[A-Za-z%*/^()[\]\x80-\xff]|-[1-3](?!\d)|(?<!^)[23](?!\d)){1,16}$/;

/**
 * A finite number; or `nan`, `inf`, `ovf` in any case with an optional sign; or nothing.
 * One instance is reused for every field. It allocates memory only for long or exponential numbers and for units.
 */
export class NumberField {
  /** The number of the last {@link read}; NaN when the field was not a number. */
  value = Number.NaN;
  private readonly point: number;

  constructor(private readonly form: NumberForm = STRICT) {
    this.point = form.decimal === 'comma' ? COMMA : POINT;
  }

  /** Reads `text` from `start` up to, but not including, `end`. */
  read(text: string, start: number, end: number): FieldKind {
    this.value = Number.NaN;
    const { loose } = this.form;
    const from = loose ? skipBlanks(text, start, end) : start;
    const to = loose ? dropBlanks(text, from, end) : end;
    if (from >= to) {
      return FIELD.empty;
    }
    const sign = text.charCodeAt(from);
    const wholeStart = sign === MINUS || (loose && sign === PLUS) ? from + 1 : from;
    const wholeEnd = skipDigits(text, wholeStart, to);
    const hasPoint = wholeEnd < to && text.charCodeAt(wholeEnd) === this.point;
    const digitsEnd = hasPoint ? skipDigits(text, wholeEnd + 1, to) : wholeEnd;
    const wholeDigits = wholeEnd - wholeStart;
    const decimals = hasPoint ? digitsEnd - wholeEnd - 1 : 0;
    if (wholeDigits + decimals === 0) {
      return this.readWord(text, from, to);
    }
    if (!loose && (wholeDigits === 0 || (hasPoint && decimals === 0))) {
      return FIELD.invalid;
    }
    const numberEnd = endOfExponent(text, digitsEnd, to);
    if (numberEnd < to && !this.isUnit(text, numberEnd, to)) {
      return FIELD.invalid;
    }
    if (numberEnd === digitsEnd && wholeDigits + decimals <= EXACT_DIGITS) {
      const magnitude = readDigits(text, wholeStart, digitsEnd) / POWERS_OF_TEN[decimals]!;
      this.value = sign === MINUS ? -magnitude : magnitude;
      return FIELD.number;
    }
    return this.convert(text.slice(from, numberEnd));
  }

  private convert(number: string): FieldKind {
    const value = Number(this.point === COMMA ? number.replace(',', '.') : number);
    if (!Number.isFinite(value)) {
      return FIELD.invalid;
    }
    this.value = value;
    return FIELD.number;
  }

  /** Reads `nan` and the like. */
  private readWord(text: string, start: number, end: number): FieldKind {
    const first = text.charCodeAt(start);
    const word = first === MINUS || first === PLUS ? start + 1 : start;
    const wordEnd = this.form.loose && isWord(text, word, 'infinity') ? word + 8 : word + 3;
    const isKnown = NOT_FINITE_WORDS.some((known) => isWord(text, word, known));
    const isAll = wordEnd === end || (wordEnd < end && this.isUnit(text, wordEnd, end));
    return isKnown && isAll ? FIELD.notFinite : FIELD.invalid;
  }

  private isUnit(text: string, start: number, end: number): boolean {
    return this.form.units && isUnit(text.slice(skipBlanks(text, start, end), end));
  }
}

/** Whether a word can be a unit. */
export function isUnit(word: string): boolean {
  return UNIT.test(word);
}

function skipDigits(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(text.charCodeAt(at))) {
    at++;
  }
  return at;
}

/** The integer of the digits between `start` and `end`. The decimal sign is ignored. */
function readDigits(text: string, start: number, end: number): number {
  let integer = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isDigit(code)) {
      integer = integer * 10 + (code - ZERO);
    }
  }
  return integer;
}

/** The end of the exponent that begins at `start`; `start` when there is none. */
function endOfExponent(text: string, start: number, end: number): number {
  if (start >= end || (text.charCodeAt(start) | LOWER_CASE_BIT) !== LOWER_E) {
    return start;
  }
  const sign = start + 1 < end ? text.charCodeAt(start + 1) : 0;
  const digits = sign === MINUS || sign === PLUS ? start + 2 : start + 1;
  const digitsEnd = skipDigits(text, digits, end);
  return digitsEnd > digits ? digitsEnd : start;
}

function isWord(text: string, start: number, lowerCase: string): boolean {
  for (let i = 0; i < lowerCase.length; i++) {
    if ((text.charCodeAt(start + i) | LOWER_CASE_BIT) !== lowerCase.charCodeAt(i)) {
      return false;
    }
  }
  return true;
}
