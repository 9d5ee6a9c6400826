// Turns an issue of the schema library into a sentence that says what is wrong and what is allowed.
import type { z } from 'zod';
import { keysAt } from './introspect.js';
import type { Path } from './problem.js';
import { movedKey } from './schema/moved-keys.js';
import { traitsAt } from './schema/traits.js';
import { configSchema } from './schema.js';
import { suggestion } from './suggest.js';
import { shown } from './value-text.js';

/** One mistake, before its line and column are known. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly about: 'key' | 'value';
  /** The part that cannot be used because of this mistake. When absent it is the path itself. */
  readonly spoils?: Path;
}

type RawIssue = z.core.$ZodRawIssue;
type Issue = z.core.$ZodIssue;

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a map of keys',
  record: 'a map of keys',
  array: 'a list',
};

/** The message of an issue for which the schema has no message. The schema library takes this function as its error map. */
export function defaultMessage(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${EXPECTED[String(issue.expected)] ?? String(issue.expected)}`;
    case 'invalid_value': {
      const values = (issue.values as readonly unknown[]).map(String);
      return values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(', ')}`;
    }
    default:
      return 'is not valid';
  }
}

/** The findings of an issue; more than one for a map with several unknown keys. */
export function findingsOf(issue: Issue, above: Path = []): Finding[] {
  const path = [...above, ...issue.path.map(String)];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(configSchema, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: movedKey([...path, key]) ?? `unknown key${suggestion(key, known)}`,
      about: 'key',
    }));
  }
  if (issue.code === 'invalid_key') {
    return [{ path, message: issue.issues[0]?.message ?? 'is not a valid name', about: 'key' }];
  }
  if (issue.code === 'invalid_union') return unionFindings(issue, path);
  const isMissing = issue.input === undefined;
  const message = isMissing ? `is missing: it ${issue.message}` : issue.message + found(issue, path);
  return [{ path, message, about: isMissing ? 'key' : 'value' }];
}

/** For a union, reports the findings of the alternative that the writer most likely meant: the one with the least weight. */
function unionFindings(issue: z.core.$ZodIssueInvalidUnion, path: Path): Finding[] {
  if (issue.discriminator !== undefined) return discriminatorFindings(issue, path, issue.discriminator);
  const ofRightType = issue.errors.filter((issues) => !issues.some(isAboutTheWhole));
  if (ofRightType.length === 0) {
    const kinds = issue.errors.flatMap((issues) =>
      issues.filter(isAboutTheWhole).map(({ message }) => message),
    );
    const message = [...new Set(kinds)].join(' or ').replaceAll(' or must be ', ' or ');
    return [{ path, message: message + found(issue, path), about: 'value' }];
  }
  const [meant = []] = ofRightType.sort((a, b) => weight(a) - weight(b));
  return meant.flatMap((inner) => findingsOf(inner, path));
}

function discriminatorFindings(issue: z.core.$ZodIssueInvalidUnion, path: Path, key: string): Finding[] {
  const known = issue.inclusive === false ? [] : (issue.options ?? []);
  const options = known.filter((option) => option !== undefined).join(', ');
  const value = (issue.input as Readonly<Record<string, unknown>> | undefined)?.[key];
  const spoils = path.slice(0, -1);
  if (value === undefined) {
    return [{ path, message: `is missing: it must be one of ${options}`, about: 'key', spoils }];
  }
  return [{ path, message: `must be one of ${options}; found ${shown(value)}`, about: 'value', spoils }];
}

function isAboutTheWhole({ path, code }: Issue): boolean {
  return path.length === 0 && code === 'invalid_type';
}

/** How much speaks against an alternative: an unknown key most, a missing key less, a wrong value least. */
function weight(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => {
    if (issue.code === 'unrecognized_keys') return sum + 10 * issue.keys.length;
    return sum + (issue.input === undefined ? 5 : 1);
  }, 0);
}

/** The value that was found, and what to do about it. Values of secret keys are not shown. */
function found(issue: Issue, path: Path): string {
  const { input } = issue;
  const isSecret = traitsAt(configSchema, path).secret !== undefined;
  return `${isSecret ? '' : `; found ${shown(input)}`}${typeHint(issue, input)}${nameHint(issue, input)}`;
}

/** Suggests names. The default message has the list of names already; a message of the schema has not. */
function nameHint(issue: Issue, input: unknown): string {
  if (issue.code !== 'invalid_value' || typeof input !== 'string') return '';
  const names = issue.values.filter((value) => typeof value === 'string');
  const isListed = issue.message === defaultMessage(issue as RawIssue);
  const hint = suggestion(input, names);
  return isListed && !hint.startsWith('; did') ? '' : hint;
}

/** What to do about a value of the wrong type. */
function typeHint(issue: Issue, input: unknown): string {
  const wanted = wantedType(issue);
  if (wanted === 'text' && (typeof input === 'number' || typeof input === 'boolean'))
    return ': put it in quotes';
  if (wanted !== 'number' || typeof input !== 'string') return '';
  if (input.trim() !== '' && Number.isFinite(Number(input))) return ', which is text: remove the quotes';
  return /^-?\d/.test(input) ? ': write the number alone, without a unit' : '';
}

function wantedType(issue: Issue): 'text' | 'number' | undefined {
  if (issue.code === 'invalid_value') {
    return issue.values.every((value) => typeof value === 'number') ? 'number' : undefined;
  }
  if (issue.code !== 'invalid_type') return undefined;
  if (issue.expected === 'string') return 'text';
  return issue.expected === 'number' || issue.expected === 'int' ? 'number' : undefined;
}
