// Walks through the columns of a csv line, without a copy of them.
import { dropBlanks, isBlank, skipBlanks } from '../reading/characters.js';

/** The separators with a name. `blank` is any number of blanks and tabs. */
const NAMED: Readonly<Record<string, string>> = { tab: '\t', blank: ' ' };
const QUOTE = '"';

/**
 * ```
 * columns.begin(line);
 * while (columns.advance()) use(columns.start, columns.end);
 * if (columns.isBroken) ...
 * ```
 */
export class Columns {
  /** The present column, without blanks and quotes around it. */
  start = 0;
  end = 0;
  /** True when a quote is not closed, or when there is text between a closing quote and the separator. */
  isBroken = false;
  private readonly separator: string;
  private readonly separatesByBlanks: boolean;
  private line = '';
  /** Where the next column begins; behind the end of the line when there is none. */
  private next = 0;

  /** @param separator a key of the configuration: one character, `tab` or `blank` */
  constructor(separator: string) {
    this.separator = NAMED[separator] ?? separator;
    this.separatesByBlanks = this.separator === ' ';
  }

  begin(line: string): void {
    this.line = line;
    this.next = 0;
    this.isBroken = false;
  }

  /** True when the present column is the last one. */
  get isLast(): boolean {
    return this.next > this.line.length;
  }

  /** @returns false at the end of the line, and in a broken line */
  advance(): boolean {
    const { line } = this;
    if (this.isLast || this.isBroken) {
      return false;
    }
    const from = this.skipPadding(this.next);
    if (line[from] === QUOTE) {
      return this.takeQuoted(from + 1);
    }
    const found = this.findSeparator(from);
    const end = found < 0 ? line.length : found;
    this.start = from;
    this.end = dropBlanks(line, from, end);
    this.goBehind(end);
    return true;
  }

  private takeQuoted(start: number): boolean {
    const close = closingQuote(this.line, start);
    const after = close < 0 ? -1 : this.skipPadding(close + 1);
    const isAtSeparator =
      after === this.line.length ||
      this.line[after] === this.separator ||
      (this.separatesByBlanks && after > close + 1);
    if (close < 0 || !isAtSeparator) {
      this.isBroken = true;
      return false;
    }
    this.start = skipBlanks(this.line, start, close);
    this.end = dropBlanks(this.line, this.start, close);
    this.goBehind(this.separatesByBlanks ? close + 1 : after);
    return true;
  }

  /** Blanks around a column are ignored; a tab only where it is not the separator. */
  private skipPadding(start: number): number {
    let at = start;
    while (at < this.line.length && this.line[at] !== this.separator && isBlank(this.line.charCodeAt(at))) {
      at++;
    }
    return this.separatesByBlanks ? skipBlanks(this.line, at) : at;
  }

  private findSeparator(start: number): number {
    if (!this.separatesByBlanks) {
      return this.line.indexOf(this.separator, start);
    }
    for (let at = start; at < this.line.length; at++) {
      if (isBlank(this.line.charCodeAt(at))) {
        return at;
      }
    }
    return -1;
  }

  /** Goes behind the separator at `end`. Blanks at the end of a line that is separated by blanks are not a separator. */
  private goBehind(end: number): void {
    const isEnd = this.separatesByBlanks && skipBlanks(this.line, end) === this.line.length;
    this.next = isEnd ? this.line.length + 1 : end + 1;
  }
}

/** The index of the quote that closes the text from `start` on. Two quotes are one in the text. -1 when there is none. */
function closingQuote(line: string, start: number): number {
  let at = line.indexOf(QUOTE, start);
  while (at >= 0 && line[at + 1] === QUOTE) {
    at = line.indexOf(QUOTE, at + 2);
  }
  return at;
}
