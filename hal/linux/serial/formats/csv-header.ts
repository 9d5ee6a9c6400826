// Recognises the header line of csv records, and finds the columns that the configuration names in it.
import { spellings } from '../reading/characters.js';
import { SKIPPED_SLOT } from '../reading/record.js';
import type { Columns } from './columns.js';

/** Sketches put it before the first name, so that a plotting program ignores the line. */
const COMMENT_SIGN = /^#\s*/;

export class CsvHeader {
  /** The slots of the columns in their order, by the last header line that names all of them; null when there was none. */
  slots: readonly number[] | null = null;
  /** Why a header line, or a line before the first one, cannot be used. */
  reason = 'no header line that names the columns came yet; restart the board, so that it prints it';
  private readonly slotByName: ReadonlyMap<string, number>;

  /** @param names the names in the header and the slots of their fields */
  constructor(private readonly names: readonly (readonly [name: string, slot: number])[]) {
    this.slotByName = new Map(names.flatMap(([name, slot]) => spellings(name).map((text) => [text, slot])));
  }

  /**
   * A line is a header when a column of it is a configured name. A header that does not name all of them exactly once is not used: the
   * one before stays.
   */
  take(line: string, columns: Columns): 'used' | 'refused' | 'not a header' {
    const found = textsOf(line.replace(COMMENT_SIGN, ''), columns);
    if (!found.some((name) => this.slotByName.has(name))) {
      return 'not a header';
    }
    const absent = this.names.find(([name]) => !spellings(name).some((text) => found.includes(text)));
    const slots = found.map((name) => this.slotByName.get(name) ?? SKIPPED_SLOT);
    const isTwice = slots.some((slot, i) => slot !== SKIPPED_SLOT && slots.indexOf(slot) !== i);
    if (isTwice || absent !== undefined) {
      const fault = isTwice ? 'names a column twice' : `has no column with the name ${absent?.[0]}`;
      this.reason = `the header line ${fault}`;
      return 'refused';
    }
    this.slots = slots;
    return 'used';
  }
}

/** The texts of the columns, without an empty one behind a separator at the end. */
function textsOf(line: string, columns: Columns): string[] {
  const texts: string[] = [];
  columns.begin(line);
  while (columns.advance()) {
    texts.push(line.slice(columns.start, columns.end));
  }
  return texts.at(-1) === '' ? texts.slice(0, -1) : texts;
}

/** Whether every column begins like a word: such a line is a header, which many sketches print at their start. */
export function looksLikeHeader(line: string, columns: Columns): boolean {
  const texts = textsOf(line.replace(COMMENT_SIGN, ''), columns);
  return texts.length > 0 && texts.every((text) => /^[A-Za-z_\x80-\xff]/.test(text));
}
