// Joins the lines of a JSON document that is printed over several lines, up to a limit.

/** `open`: more lines of the document have to come. `broken`: the line, or the document that it ends, is not JSON. */
export type JsonState = 'whole' | 'open' | 'broken' | 'too long';

const MAX_DEPTH = 30;
const NOT_ASCII = /[^\0-\x7f]/;
/** What the first line of a document over several lines ends with. A record that was cut off rarely does. */
const ENDS_OPEN = /[{[,]\s*$/;
const BEGINS = /^\s*[{[]/;

/**
 * A document on one line is parsed at once. A document that is not complete is given up when a line begins another one where JSON allows
 * none, so a record that was cut off does not take the next one with it.
 */
export class JsonLines {
  /** The document; valid after `whole`. */
  value: unknown;
  private text = '';
  /** True while the rest of a document that is too long comes. */
  private skips = false;
  private abandoned = 0;
  private readonly nesting = new Nesting();

  /** @param longest largest number of characters of a document */
  constructor(private readonly longest: number) {}

  /** Forgets the document that has begun. */
  restart(): void {
    this.text = '';
    this.skips = false;
    this.nesting.clear();
  }

  /** Number of documents that were given up since the last call. */
  takeAbandoned(): number {
    const { abandoned } = this;
    this.abandoned = 0;
    return abandoned;
  }

  take(line: string): JsonState {
    const isInside = this.nesting.isOpen;
    if (isInside && !(BEGINS.test(line) && !this.nesting.mayBegin())) {
      return this.continue(line);
    }
    if (isInside) {
      this.abandoned += this.skips ? 0 : 1;
      this.restart();
    }
    this.value = parse(line);
    if (this.value !== undefined) {
      return 'whole';
    }
    if (!BEGINS.test(line) || !ENDS_OPEN.test(line) || !this.nesting.add(line)) {
      this.restart();
      return 'broken';
    }
    this.text = line;
    return 'open';
  }

  private continue(line: string): JsonState {
    const wasSkipping = this.skips;
    if (!this.nesting.add(line)) {
      this.restart();
      return wasSkipping ? 'open' : 'broken';
    }
    this.skips ||= this.text.length + line.length >= this.longest;
    this.text = this.skips ? '' : `${this.text}\n${line}`;
    if (this.nesting.isOpen) {
      return this.skips && !wasSkipping ? 'too long' : 'open';
    }
    return this.end(wasSkipping);
  }

  /** Ends the document with the line that closes it. */
  private end(wasSkipping: boolean): JsonState {
    const { text, skips } = this;
    this.restart();
    if (skips) {
      return wasSkipping ? 'open' : 'too long';
    }
    this.value = parse(text);
    return this.value === undefined ? 'broken' : 'whole';
  }
}

/** Follows the brackets of a document. */
class Nesting {
  private depth = 0;
  /** One bit for each depth: 1 for an array. */
  private arrays = 0;
  private isInText = false;
  /** The last character that is not a blank. */
  private last = '';

  get isOpen(): boolean {
    return this.depth > 0;
  }

  clear(): void {
    this.depth = 0;
    this.arrays = 0;
    this.isInText = false;
    this.last = '';
  }

  /** Whether an object or array may begin here. */
  mayBegin(): boolean {
    const isInArray = ((this.arrays >> this.depth) & 1) === 1;
    return this.last === ':' || (isInArray && (this.last === '[' || this.last === ','));
  }

  /** Follows a line. @returns false when the line cannot belong to a document */
  add(line: string): boolean {
    for (let at = 0; at < line.length; at++) {
      const character = line[at]!;
      if (this.isInText) {
        if (character === '\\') at++;
        else if (character === '"') this.isInText = false;
        continue;
      }
      if (character === '"') this.isInText = true;
      else if ((character === '{' || character === '[') && !this.open(character === '[')) return false;
      else if (character === '}' || character === ']') this.depth--;
      if (this.depth < 0) return false;
      if (character !== ' ' && character !== '\t') this.last = character;
    }
    return !this.isInText;
  }

  private open(isArray: boolean): boolean {
    this.depth++;
    this.arrays = isArray ? this.arrays | (1 << this.depth) : this.arrays & ~(1 << this.depth);
    return this.depth <= MAX_DEPTH;
  }
}

/** The value of a text; undefined when it is not JSON. Text that is not ASCII is read as UTF-8. */
function parse(latin1: string): unknown {
  const text = NOT_ASCII.test(latin1) ? Buffer.from(latin1, 'latin1').toString('utf8') : latin1;
  return tryParse(text) ?? parseWithBareNotFinite(text);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const BARE_NOT_FINITE = /([:[,]\s*)[-+]?(?:nan|inf|infinity|ovf)(?=\s*[,\]}])/gi;

function parseWithBareNotFinite(text: string): unknown {
  const plain = text.replace(BARE_NOT_FINITE, '$1null');
  return plain === text ? undefined : tryParse(plain);
}
