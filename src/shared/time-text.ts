// A point in time as text, in an argument or a query: ISO 8601, or milliseconds since the epoch.

const ISO = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/;
/** 13 digits reach to the year 2286: a longer number is a mistake. */
const EPOCH_MS = /^\d{1,13}$/;

/**
 * Milliseconds since the epoch; null when the text has neither form, or names a day that does not exist. A date alone and a time
 * without a zone are UTC, as every time stamp of the controller.
 */
export function parseTime(text: string): number | null {
  if (EPOCH_MS.test(text)) return Number(text);
  const [, date, time = '00:00', zone = 'Z'] = ISO.exec(text) ?? [];
  if (date === undefined || !isDay(date)) return null;
  const ms = Date.parse(`${date}T${time}${zone}`);
  return Number.isNaN(ms) ? null : ms;
}

/** False for a day that does not exist: Date.parse reads the 30th of February as the 2nd of March. */
function isDay(date: string): boolean {
  const ms = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}
