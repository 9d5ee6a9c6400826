// The format of records like `v=1.25 a=0.1`: named values in any order.
import { keyedFields } from '../fields.js';
import { spellings } from '../reading/characters.js';
import { isUnit } from '../reading/number.js';
import type { ReadingOptions } from '../reading/options.js';
import { type LineOutcome, type ParsedFields, type RecordParser, SKIPPED_SLOT } from '../reading/record.js';
import { format, noneOf } from './format.js';
import { PairScanner } from './pairs.js';
import { numberText, pairsOf } from './writing.js';

/**
 * Keys that no record names are skipped, so a sketch may print more. A line without a known key is `unknown`. Words before the first
 * pair are ignored (`MSG v=1.25`).
 */
export const keyvalue = format({
  name: 'keyvalue',
  example: 'v=1.25 a=0.1',
  fields: 'named',
  isSingle: false,
  numbers: 'loose',
  options: ['numbers', 'units', 'decimal'],
  createParser: (records, slotOf, options) =>
    new KeyValueParser(
      keyedFields(records).map(([key, field]) => [key, slotOf(field)]),
      options,
    ),
  createWriter: (records, options) => (read) => {
    const sign = options.decimal === 'comma' ? ',' : '.';
    const pairs = pairsOf(records, read).map(
      ([key, value]) => `${key}=${numberText(value).replace('.', sign)}`,
    );
    return pairs.length === 0 ? [] : [pairs.join(' ')];
  },
});

class KeyValueParser implements RecordParser {
  readonly endLooksWhole = true;
  private readonly slots: ReadonlyMap<string, number>;
  private readonly pairs: PairScanner;
  private readonly noKnownKey: string;
  private readonly stripsUnits: boolean;

  constructor(keys: readonly (readonly [key: string, slot: number])[], { units, decimal }: ReadingOptions) {
    this.slots = new Map(keys.flatMap(([key, slot]) => spellings(key).map((text) => [text, slot])));
    this.pairs = new PairScanner((key) => this.slots.has(key), [...this.slots.keys()], decimal === 'comma');
    this.noKnownKey = noneOf(keys.map(([key]) => key));
    this.stripsUnits = units === 'strip';
  }

  parse(line: string, fields: ParsedFields): LineOutcome {
    fields.clear();
    if (fields.refuseSpoiled(line)) {
      return 'malformed';
    }
    const { pairs } = this;
    let isKnown = false;
    let hasPair = false;
    let mayBeUnit = false;
    pairs.begin(line);
    for (let piece = pairs.advance(); piece !== 'end'; piece = pairs.advance()) {
      if (piece === 'pair') {
        const slot = this.slots.get(line.slice(pairs.keyStart, pairs.keyEnd));
        if (slot !== undefined && !this.addValue(line, slot, fields)) {
          return 'malformed';
        }
        isKnown ||= slot !== undefined;
        hasPair = true;
        mayBeUnit = true;
        continue;
      }
      const isFit = hasPair ? mayBeUnit && this.stripsUnits && this.isUnit(line) : this.isLeadingWord(line);
      if (piece === 'broken' || !isFit) {
        return this.refusePiece(line, mayBeUnit, fields);
      }
      mayBeUnit = false;
    }
    if (!hasPair) {
      return fields.refuse('malformed', 'the line has no key=value');
    }
    return isKnown ? 'good' : fields.refuse('unknown', this.noKnownKey);
  }

  private addValue(line: string, slot: number, fields: ParsedFields): boolean {
    const { keyStart, valueStart, valueEnd } = this.pairs;
    if (slot !== SKIPPED_SLOT && fields.has(slot)) {
      fields.refuse('malformed', 'repeats a key of the line', keyStart, valueEnd);
      return false;
    }
    return fields.addText(slot, line, valueStart, valueEnd);
  }

  private refusePiece(line: string, mayBeUnit: boolean, fields: ParsedFields): LineOutcome {
    const { keyStart, keyEnd } = this.pairs;
    const end = keyEnd > keyStart ? keyEnd : line.length;
    const advice =
      mayBeUnit && !this.stripsUnits && this.isUnit(line)
        ? '; `units: strip` ignores units behind numbers'
        : '';
    return fields.refuse('malformed', `is not key=value${advice}`, keyStart, end);
  }

  private isUnit(line: string): boolean {
    const { keyStart, keyEnd } = this.pairs;
    return isUnit(line.slice(keyStart, keyEnd)) && !this.isDamagedPair(line.slice(keyStart, keyEnd));
  }

  private isLeadingWord(line: string): boolean {
    const word = line.slice(this.pairs.keyStart, this.pairs.keyEnd);
    return !/^[-+.]?\d/.test(word) && !this.isDamagedPair(word);
  }

  /** Whether a word begins with a key: then it is a pair that has lost its sign, and its value would be lost without a trace. */
  private isDamagedPair(word: string): boolean {
    for (const key of this.slots.keys()) {
      if (word === key || (word.startsWith(key) && /^[-+.\d]/.test(word.slice(key.length)))) return true;
    }
    return false;
  }
}
