// Walks through the pairs of a key-value line, without a copy of their values.
import { isBlank, isDigit, skipBlanks } from '../reading/characters.js';

/** What {@link PairScanner.advance} found. `broken`: a pair without a key, or with a quote that is not closed. */
export type Piece = 'pair' | 'word' | 'broken' | 'end';

const QUOTES = ['"', "'"];

/**
 * ```
 * pairs:  key=value  key:value  key = value  key: "value"
 * divided by blanks, commas and semicolons
 * ```
 * A semicolon divides only before another pair and at the end of a line, a decimal comma does not divide. A piece without `=` and `:` is a word.
 */
export class PairScanner {
  keyStart = 0;
  keyEnd = 0;
  valueStart = 0;
  valueEnd = 0;
  private line = '';
  private next = 0;
  /** The configured keys that have a blank or another dividing character in them, the longest first. */
  private readonly unusualKeys: readonly string[];

  /**
   * @param isKnown whether a text is a configured key
   * @param keys the configured keys
   * @param hasDecimalComma whether a comma between two digits belongs to a number
   */
  constructor(
    private readonly isKnown: (key: string) => boolean,
    keys: readonly string[],
    private readonly hasDecimalComma: boolean,
  ) {
    this.unusualKeys = keys.filter((key) => /[\s,;:=]/.test(key)).sort((a, b) => b.length - a.length);
  }

  begin(line: string): void {
    this.line = line;
    this.next = 0;
  }

  /** Goes to the next piece. The key of a word is the word. */
  advance(): Piece {
    const { line } = this;
    const start = this.skipDivisions(this.next);
    if (start >= line.length) {
      return 'end';
    }
    this.keyStart = start;
    this.keyEnd = this.endOfKey(start);
    const sign = skipBlanks(line, this.keyEnd);
    if (!this.isSign(sign)) {
      this.next = Math.max(this.keyEnd, start + 1);
      return 'word';
    }
    if (this.keyEnd === start) {
      this.next = line.length;
      return 'broken';
    }
    if (this.isPrefix(sign)) {
      this.next = sign + 1;
      return 'word';
    }
    return this.takeValue(sign + 1);
  }

  private takeValue(start: number): Piece {
    const { line } = this;
    const from = skipBlanks(line, start);
    if (QUOTES.includes(line[from] ?? '')) {
      const close = line.indexOf(line[from]!, from + 1);
      this.valueStart = from + 1;
      this.valueEnd = close;
      this.next = close + 1;
      return close >= 0 && this.endsPiece(close + 1) ? 'pair' : 'broken';
    }
    const isEmpty = from > start && this.beginsPair(from);
    this.valueStart = isEmpty ? start : from;
    this.valueEnd = isEmpty ? start : this.endOfValue(from);
    this.next = this.valueEnd;
    return 'pair';
  }

  /** `DATA:v=1.5`: what is before the colon is a word when only what is behind it is a key. */
  private isPrefix(sign: number): boolean {
    const second = this.endOfPlainKey(sign + 1);
    return (
      second > sign + 1 &&
      this.isSign(second) &&
      !this.isKnown(this.line.slice(this.keyStart, this.keyEnd)) &&
      this.isKnown(this.line.slice(sign + 1, second))
    );
  }

  /** Whether a key with its sign is at `at`. `12:30:05` is not one. */
  private beginsPair(at: number): boolean {
    const end = this.endOfKey(at);
    const sign = skipBlanks(this.line, end);
    return end > at && this.isSign(sign) && (this.line[sign] === '=' || !isDigit(this.line.charCodeAt(at)));
  }

  private endOfKey(start: number): number {
    for (const key of this.unusualKeys) {
      if (this.line.startsWith(key, start) && this.isSign(skipBlanks(this.line, start + key.length))) {
        return start + key.length;
      }
    }
    return this.endOfPlainKey(start);
  }

  private endOfPlainKey(start: number): number {
    let at = start;
    while (at < this.line.length && !this.isSign(at) && !this.divides(at)) {
      at++;
    }
    return at;
  }

  private endOfValue(start: number): number {
    let at = start;
    while (
      at < this.line.length &&
      !(this.divides(at) && (this.line[at] !== ';' || this.endsAtSemicolon(at)))
    ) {
      at++;
    }
    return at;
  }

  private endsAtSemicolon(at: number): boolean {
    const behind = this.skipDivisions(at + 1);
    return behind === this.line.length || this.beginsPair(behind);
  }

  private endsPiece(at: number): boolean {
    return at >= this.line.length || this.divides(at);
  }

  private skipDivisions(start: number): number {
    let at = start;
    while (at < this.line.length && this.divides(at)) {
      at++;
    }
    return at;
  }

  private isSign(at: number): boolean {
    return this.line[at] === '=' || this.line[at] === ':';
  }

  private divides(at: number): boolean {
    const character = this.line[at];
    if (character === ',') {
      return !(this.hasDecimalComma && this.isDigitAt(at - 1) && this.isDigitAt(at + 1));
    }
    return character === ';' || isBlank(this.line.charCodeAt(at));
  }

  private isDigitAt(at: number): boolean {
    return isDigit(this.line.charCodeAt(at));
  }
}
