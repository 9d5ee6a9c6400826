// The records of a format with named values, merged into one list of keys.
import { isFieldList } from '../config.js';
import { type RecordParserFactory, RecordShapeError } from '../record.js';

/** Each key with the slot of its field, in the order of the configuration. */
export function keyedSlots(
  ...[records, slotOf]: Parameters<RecordParserFactory>
): [key: string, slot: number][] {
  const pairs = Object.values(records).flatMap((fields) =>
    isFieldList(fields) ? fields.map((name): [string, string] => [name, name]) : Object.entries(fields),
  );
  const keys = new Set<string>();
  for (const [key] of pairs) {
    if (keys.has(key)) {
      throw new RecordShapeError(`records: the key ${key} is there twice`);
    }
    keys.add(key);
  }
  return pairs.map(([key, field]) => [key, slotOf(field)]);
}
