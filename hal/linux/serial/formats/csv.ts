// The format of records like `1.55,131.9,5780`: the same columns on every line.
import { fieldsInOrder, isFieldList, type RecordFields } from '../fields.js';
import type { ReadingOptions } from '../reading/options.js';
import type { LineOutcome, ParsedFields, RecordParser } from '../reading/record.js';
import { Columns } from './columns.js';
import { CsvHeader, looksLikeHeader } from './csv-header.js';
import { format, type WriteRecords } from './format.js';
import { textOf } from './writing.js';

/**
 * Blanks around a column and quotes are ignored, because Arduino sketches often print `1.5, 2.5`. A separator behind the last column
 * is ignored, because many sketches print one behind each value.
 */
export const csv = format({
  name: 'csv',
  example: '1.55,131.9,5780',
  fields: 'listed',
  isSingle: true,
  numbers: 'loose',
  options: ['numbers', 'units', 'decimal', 'separator', 'header', 'extraFields'],
  createParser: (records, slotOf, options) => new CsvParser(Object.values(records)[0] ?? [], slotOf, options),
  createWriter: (records, options) => writerOf(Object.values(records)[0] ?? [], options),
});

/** A decimal comma cannot be the separator as well. */
export function separatorOf({ separator, decimal }: Pick<ReadingOptions, 'separator' | 'decimal'>): string {
  return separator ?? (decimal === 'comma' ? ';' : ',');
}

class CsvParser implements RecordParser {
  private readonly columns: Columns;
  /** The slots of the columns, unless a header line names them. */
  private readonly listed: readonly number[];
  private readonly header: CsvHeader | null;

  constructor(
    record: RecordFields,
    slotOf: (field: string) => number,
    private readonly options: ReadingOptions,
  ) {
    this.columns = new Columns(separatorOf(options));
    this.listed = fieldsInOrder(record).map(slotOf);
    this.header =
      options.header === true && !isFieldList(record)
        ? new CsvHeader(Object.entries(record).map(([name, field]) => [name, slotOf(field)]))
        : null;
  }

  /** The first line can be the header. Before it nothing can be read, so the end of a record does no harm. */
  get endLooksWhole(): boolean {
    return this.header === null || this.header.slots !== null;
  }

  parse(line: string, fields: ParsedFields): LineOutcome {
    if (fields.refuseSpoiled(line)) {
      return 'malformed';
    }
    if (this.header === null) {
      return this.parseColumns(line, this.listed, fields);
    }
    return this.parseBelowHeader(line, this.header, fields);
  }

  private parseBelowHeader(line: string, header: CsvHeader, fields: ParsedFields): LineOutcome {
    const { slots } = header;
    if (slots !== null && this.parseColumns(line, slots, fields) === 'good') {
      return 'good';
    }
    switch (header.take(line, this.columns)) {
      case 'used':
        return 'none';
      case 'refused':
        return fields.refuse('malformed', header.reason);
      case 'not a header':
        return slots === null ? fields.refuse('unknown', header.reason) : 'malformed';
    }
  }

  private parseColumns(line: string, slots: readonly number[], fields: ParsedFields): LineOutcome {
    const { columns } = this;
    fields.clear();
    columns.begin(line);
    let isNumeric = true;
    let count = 0;
    while (columns.advance()) {
      const slot = slots[count];
      if (slot === undefined) {
        const isTrailing = columns.isLast && columns.start === columns.end;
        if (isTrailing || this.options.extraFields === 'ignore') break;
        return this.refuseCount('more', slots.length, fields);
      }
      isNumeric = fields.addText(slot, line, columns.start, columns.end) && isNumeric;
      count++;
    }
    if (columns.isBroken) {
      return fields.refuse('malformed', 'a quote of the line is not closed, or not at the end of a column');
    }
    if (count < slots.length) {
      return this.refuseCount('fewer', slots.length, fields);
    }
    return isNumeric ? 'good' : this.judgeWords(line, fields);
  }

  private refuseCount(found: 'more' | 'fewer', expected: number, fields: ParsedFields): LineOutcome {
    const source = this.header === null ? 'that are configured' : 'of the header line';
    const advice = found === 'more' ? '; `extraFields: ignore` takes them' : '';
    return fields.refuse(
      'malformed',
      `the line has ${found} columns than the ${expected} ${source}${advice}`,
    );
  }

  private judgeWords(line: string, fields: ParsedFields): LineOutcome {
    const { header } = this.options;
    if (this.header !== null || !looksLikeHeader(line, this.columns)) {
      return 'malformed';
    }
    return header === true ? 'none' : fields.refuse('unknown', 'the line has names and no numbers');
  }
}

/** Writes the header line, where there is one, before the first record. */
function writerOf(record: RecordFields, options: ReadingOptions): WriteRecords {
  const named = separatorOf(options);
  const separator = named === 'tab' ? '\t' : named === 'blank' ? ' ' : named;
  const empty = named === 'blank' ? '""' : '';
  const names = options.header === true && !isFieldList(record) ? Object.keys(record) : null;
  let isFirst = names !== null;
  return (read) => {
    const texts = fieldsInOrder(record).map((field) => textOf(field, read));
    const numbers = texts.map(
      (text) => (options.decimal === 'comma' ? text.replace('.', ',') : text) || empty,
    );
    const lines = isFirst ? [names!.join(separator)] : [];
    isFirst = false;
    return [...lines, numbers.join(separator)];
  };
}
