// Reads one numeric field of a line with the contract's grammar, without a copy of the field.

/** The kinds of field content. `notFinite` is the text `nan` or `inf`: the sensor reports that it has no value. */
export const FIELD = { empty: 0, number: 1, notFinite: 2, invalid: 3 } as const;
export type FieldKind = (typeof FIELD)[keyof typeof FIELD];

const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;
const LOWER_CASE_BIT = 0x20;
const LOWER_E = 0x65;

/** Up to this many digits, the integer divided by a power of ten is the correctly rounded double (Clinger 1990). */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, i) => 10 ** i);

/**
 * `-?\d+(\.\d+)?([eE][-+]?\d+)?`, finite; or `nan`, `inf` in any case with an optional sign; or nothing.
 * One instance is reused for every field. It allocates memory only for long or exponential numbers.
 */
export class NumberField {
  /** The number of the last {@link read}; NaN when the field was not a number. */
  value = Number.NaN;

  /** Reads `text` from `start` up to, but not including, `end`. */
  read(text: string, start: number, end: number): FieldKind {
    this.value = Number.NaN;
    if (start >= end) {
      return FIELD.empty;
    }
    const negative = text.charCodeAt(start) === MINUS;
    const wholeStart = negative ? start + 1 : start;
    const wholeEnd = skipDigits(text, wholeStart, end);
    if (wholeEnd === wholeStart) {
      return isSpelledNotFinite(text, start, end) ? FIELD.notFinite : FIELD.invalid;
    }
    let at = wholeEnd;
    let decimals = 0;
    if (at < end && text.charCodeAt(at) === POINT) {
      at = skipDigits(text, wholeEnd + 1, end);
      decimals = at - wholeEnd - 1;
      if (decimals === 0) {
        return FIELD.invalid;
      }
    }
    if (at === end && wholeEnd - wholeStart + decimals <= EXACT_DIGITS) {
      const magnitude = readDigits(text, wholeStart, end) / POWERS_OF_TEN[decimals]!;
      this.value = negative ? -magnitude : magnitude;
      return FIELD.number;
    }
    return at === end || isExponent(text, at, end) ? this.convert(text, start, end) : FIELD.invalid;
  }

  private convert(text: string, start: number, end: number): FieldKind {
    const value = Number(text.slice(start, end));
    if (!Number.isFinite(value)) {
      return FIELD.invalid;
    }
    this.value = value;
    return FIELD.number;
  }
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= ZERO + 9;
}

function skipDigits(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(text.charCodeAt(at))) {
    at++;
  }
  return at;
}

/** The integer of the digits between `start` and `end`. A decimal point is ignored. */
function readDigits(text: string, start: number, end: number): number {
  let integer = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== POINT) {
      integer = integer * 10 + (code - ZERO);
    }
  }
  return integer;
}

function isExponent(text: string, start: number, end: number): boolean {
  if ((text.charCodeAt(start) | LOWER_CASE_BIT) !== LOWER_E) {
    return false;
  }
  const sign = start + 1 < end ? text.charCodeAt(start + 1) : 0;
  const digits = sign === MINUS || sign === PLUS ? start + 2 : start + 1;
  return digits < end && skipDigits(text, digits, end) === end;
}

function isSpelledNotFinite(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start);
  const word = first === MINUS || first === PLUS ? start + 1 : start;
  return end - word === 3 && (isWord(text, word, 'nan') || isWord(text, word, 'inf'));
}

function isWord(text: string, start: number, lowerCase: string): boolean {
  for (let i = 0; i < lowerCase.length; i++) {
    if ((text.charCodeAt(start + i) | LOWER_CASE_BIT) !== lowerCase.charCodeAt(i)) {
      return false;
    }
  }
  return true;
}
