// Checks of the options about how lines are read: each fits the format of its port, and they fit each other.
import type { Report } from '../../../schema/section-check.js';
import { isFieldList } from '../fields.js';
import { separatorOf } from '../formats/csv.js';
import { formatOf, type SerialPortConfig } from '../schema.js';
import { OPTION_NAMES } from './options.js';

export function checkReading(name: string, port: SerialPortConfig, report: Report): void {
  const path = ['hal', 'serial', name];
  const { name: format, options } = formatOf(port);
  for (const option of OPTION_NAMES) {
    if (port[option] !== undefined && !options.includes(option)) {
      report([...path, option], `has no effect on the format ${format}`, 'warning');
    }
  }
  if (format === 'csv' && port.decimal === 'comma' && separatorOf(port) === ',') {
    report(
      [...path, 'separator'],
      'cannot be the decimal comma too, unless every number is in quotes; write `;` or tab',
      'warning',
    );
  }
}

/** Whether a record may be a map although its format has listed fields: a header line then gives their order. */
export function hasNamedColumns(port: SerialPortConfig): boolean {
  return (
    port.format === 'csv' &&
    port.header === true &&
    Object.values(port.records).every((fields) => !isFieldList(fields))
  );
}
