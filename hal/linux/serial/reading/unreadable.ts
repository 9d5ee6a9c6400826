// Keeps the last line of a port that could not be read, and says why.

/** A line that could not be read, as text for people: printable, and shortened where it is long. */
export interface UnreadableLine {
  readonly line: string;
  /** A clause, for example: `12.3V` is not a number. */
  readonly reason: string;
}

const LONGEST_LINE = 120;
const LONGEST_PART = 40;

/** The texts are made when somebody asks for them, so a stream of garbage costs little. */
export class LastUnreadable {
  private line: string | null = null;
  private reason = '';
  private start = 0;
  private end = 0;

  /**
   * @param line without its line end; of a line that is too long, its beginning
   * @param reason a clause; its subject is the part of the line from `start` to `end`, when this part is not empty
   */
  remember(line: string, reason: string, start = 0, end = start): void {
    this.line = line;
    this.reason = reason;
    this.start = start;
    this.end = end;
  }

  /** Null before the first line that could not be read. */
  get(): UnreadableLine | null {
    const { line, reason, start, end } = this;
    if (line === null) return null;
    const part = line.slice(start, end);
    return {
      line: printable(line, LONGEST_LINE),
      reason: part === '' ? reason : `\`${printable(part, LONGEST_PART)}\` ${reason}`,
    };
  }
}

/** The Latin-1 text with at most `longest` of its characters. A byte that cannot be printed becomes `\xHH`. */
function printable(text: string, longest: number): string {
  const shown = text.length > longest ? `${text.slice(0, longest)}...` : text;
  return shown.replace(/[^\x20-\x7e]/g, (character) =>
    character === '\t' ? '\\t' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}
