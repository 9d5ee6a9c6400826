// Common functions for the writers of record formats: numbers as a sensor's firmware prints them, and fields by key.
import { keyedFields, type Records, SKIPPED_FIELD } from '../fields.js';
import type { FieldValue } from './format.js';

export function numberText(value: number): string {
  return Number.isNaN(value) ? 'nan' : String(value);
}

/** The field as text; empty when it is skipped or has no new value. */
export function textOf(field: string, read: FieldValue): string {
  const value = field === SKIPPED_FIELD ? null : read(field);
  return value === null ? '' : numberText(value);
}

/** The named values of all records, without fields that have no new value. */
export function pairsOf(records: Records, read: FieldValue): [key: string, value: number][] {
  return keyedFields(records).flatMap(([key, field]): [string, number][] => {
    const value = field === SKIPPED_FIELD ? null : read(field);
    return value === null ? [] : [[key, value]];
  });
}
