// A point in time as an argument: ISO 8601, or milliseconds since the epoch.

const ISO = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/;
/** The year 2286: a number beyond has too many digits to be meant. */
const EPOCH_MS = /^\d{1,13}$/;

/**
 * Milliseconds since the epoch; null for what is neither, and for a day that no calendar has. A time without a zone, and a
 * date alone, are UTC, as every time stamp of the controller is.
 */
export function parseTime(text: string): number | null {
  if (EPOCH_MS.test(text)) return Number(text);
  const [, date, time = '00:00', zone = 'Z'] = ISO.exec(text) ?? [];
  if (date === undefined || !isDay(date)) return null;
  const ms = Date.parse(`${date}T${time}${zone}`);
  return Number.isNaN(ms) ? null : ms;
}

/** Date.parse takes the 30th of February for the 2nd of March. */
function isDay(date: string): boolean {
  const ms = Date.parse(`${date}T00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date);
}
