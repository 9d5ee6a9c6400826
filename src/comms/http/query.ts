// Reads the query parameters of a request. The error for a wrong one names it and says what it has to be.
import { parseTime } from '../../shared/time-text.js';
import { HttpError } from './replies.js';

/** A query parameter whose value is a T; it may be missing from a request. */
export interface Parameter<T> {
  /** What the value has to be. Messages put it after "has to be". */
  readonly form: string;
  /** What the parameter means, for docs/http.md. */
  readonly meaning: string;
  /** The value when the request has none. */
  readonly fallback: T;
  /** @returns undefined when the text is wrong */
  read(text: string): T | undefined;
}

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

export type QueryValues<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer T> ? T : never;
};

/** A parameter that is one of a few whole numbers. */
export function oneOfNumbers<T>(
  numbers: readonly number[],
  { unit, meaning, fallback }: { unit: string; meaning: string; fallback: T },
): Parameter<number | T> {
  return {
    form: `one of ${numbers.join(', ')} (${unit})`,
    meaning,
    fallback,
    read: (text) => numbers.find((number) => String(number) === text),
  };
}

/** A parameter of names, separated by commas. It may also be repeated. Null when the request has none. */
export function names(meaning: string): Parameter<readonly string[] | null> {
  return {
    form: 'names, separated by commas',
    meaning,
    fallback: null,
    read: (text) => [...new Set(text.split(','))],
  };
}

/** A parameter that is a point in time, in milliseconds since the epoch. Null when the request has none. */
export function time(meaning: string): Parameter<number | null> {
  return {
    form: 'a time: ISO 8601 (UTC when it has no zone), or milliseconds since the epoch',
    meaning,
    fallback: null,
    // In a query, a plus sign that is not escaped means a blank.
    read: (text) => parseTime(text.replace(' ', '+')) ?? undefined,
  };
}

/** A parameter that is a whole number within limits. Null when the request has none. */
export function wholeNumber(least: number, most: number, meaning: string): Parameter<number | null> {
  return {
    form: `a whole number from ${least} to ${most}`,
    meaning,
    fallback: null,
    read: (text) => {
      const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      return number >= least && number <= most ? number : undefined;
    },
  };
}

/** @throws HttpError 400 that names the wrong or unknown parameter */
export function readQuery<P extends Parameters>(
  path: string,
  parameters: P,
  query: URLSearchParams,
): QueryValues<P> {
  const known = Object.keys(parameters);
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (known.length > 0 && unknown !== undefined) {
    throw invalid(`there is no parameter ${JSON.stringify(unknown)}; ${path} takes ${known.join(' and ')}`);
  }
  const values = known.map((name) => [name, parameterValue(name, parameters[name]!, query)] as const);
  return Object.fromEntries(values) as QueryValues<P>;
}

function parameterValue(
  name: string,
  { form, fallback, read }: Parameter<unknown>,
  query: URLSearchParams,
): unknown {
  if (!query.has(name)) {
    return fallback;
  }
  const text = query.getAll(name).join(',');
  const value = read(text);
  if (value === undefined) {
    throw invalid(`${name} is ${JSON.stringify(text)}, it has to be ${form}`);
  }
  return value;
}

/** The error for a wrong parameter. */
export function invalid(message: string): HttpError {
  return new HttpError(400, 'invalid', message);
}
