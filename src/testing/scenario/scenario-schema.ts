// The form of a scenario file, checked before anything runs.
import { type Document, parseDocument } from 'yaml';
import { z } from 'zod';

const comparison = z.strictObject({
  above: z.number().optional(),
  below: z.number().optional(),
  equals: z.union([z.number(), z.string(), z.boolean()]).optional(),
  within: z.tuple([z.number(), z.number()]).optional(),
});

/** `{ above, below, equals, within }`, or a plain value that has to be equal. */
const wanted = z.union([z.number(), z.string(), z.boolean(), z.null(), comparison]);

export type Comparison = z.infer<typeof comparison>;
export type Wanted = z.infer<typeof wanted>;

const span = z.tuple([z.number().min(0), z.number().min(0)]);
const seconds = z.number().min(0);

const setStep = z.strictObject({ at: seconds, set: z.record(z.string(), z.number()) });
const commandStep = z.strictObject({
  at: seconds,
  command: z.union([z.string(), z.record(z.string(), z.unknown())]),
});
const faultStep = z.looseObject({ at: seconds, fault: z.string(), for: z.number().positive().optional() });
const step = z.union([setStep, commandStep, faultStep]);

export type SetStep = z.infer<typeof setStep>;
export type FaultStep = z.infer<typeof faultStep>;
export type CommandStep = z.infer<typeof commandStep>;
export type ScenarioStep = z.infer<typeof step>;

/** A path with this beginning is about what a subscriber gets, and is judged on every base tick, 60 a second. */
export const STREAM = 'stream:';

export function isStreamPath(path: string): boolean {
  return path.startsWith(STREAM);
}

const alertState = z.enum(['active', 'cleared']);
const counted = z.union(
  [
    z.strictObject({ alert: z.string(), state: alertState.default('active') }),
    z.strictObject({ event: z.string() }),
    z.record(z.string().startsWith(STREAM), wanted).refine((paths) => Object.keys(paths).length > 0),
  ],
  { error: `counts { alert: RULE, state: active }, { event: TYPE } or { ${STREAM}PATH: WANTED }` },
);

export type Counted = z.infer<typeof counted>;

/** Keys of an expectation that are not paths of values. */
const WORDS = [
  'at',
  'between',
  'always',
  'never',
  'count',
  'mean',
  'alert',
  'state',
  'above',
  'below',
  'equals',
  'within',
];

const expectation = z
  .looseObject({
    at: seconds.optional(),
    between: span.optional(),
    always: z.record(z.string(), wanted).optional(),
    never: z.record(z.string(), wanted).optional(),
    count: counted.optional(),
    mean: z.record(z.string(), wanted).optional(),
    alert: z.string().optional(),
    state: alertState.optional(),
    above: z.number().optional(),
    below: z.number().optional(),
    equals: z.number().optional(),
    within: z.tuple([z.number(), z.number()]).optional(),
  })
  .transform((raw, context) => {
    const paths = Object.entries(raw).filter(([key]) => !WORDS.includes(key));
    const values: Record<string, Wanted> = {};
    for (const [key, value] of paths) {
      const parsed = wanted.safeParse(value);
      if (parsed.success) values[key] = parsed.data;
      else
        context.addIssue({
          code: 'custom',
          path: [key],
          message: 'is neither a value nor { above, below, equals, within }',
        });
    }
    return { ...raw, values };
  });

export type Expectation = z.infer<typeof expectation>;
export type ExpectationInput = Readonly<Record<string, unknown>>;

const scenario = z.strictObject({
  name: z.string().min(1),
  description: z.string().optional(),
  duration: z.number().positive(),
  seed: z.number().int().min(0).default(1),
  config: z.record(z.string(), z.unknown()).default({}),
  steps: z.array(step).default([]),
  expect: z.array(expectation).default([]),
});

export type Scenario = z.infer<typeof scenario>;

/** The paths of all values that an expectation names. */
export function pathsOf({ values, always, never, mean, count }: Expectation): string[] {
  return [values, always ?? {}, never ?? {}, mean ?? {}, count ?? {}].flatMap(Object.keys);
}

/** A scenario file cannot be run: has every problem with its place. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** Reads a scenario; throws a {@link ScenarioError} that names every problem. */
export function parseScenario(text: string, file: string): Scenario {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    throw new ScenarioError(document.errors.map(({ message }) => `${file}: ${message.split('\n')[0]}`));
  }
  const parsed = scenario.safeParse(plainValue(document, file));
  if (!parsed.success) {
    throw new ScenarioError(
      parsed.error.issues.map(({ path, message }) => `${file}: ${path.join('.') || '-'}: ${message}`),
    );
  }
  const problems = parsed.data.expect.flatMap((one, i) =>
    misuse(one).map((what) => `${file}: expect.${i}: ${what}`),
  );
  if (problems.length > 0) throw new ScenarioError(problems);
  return parsed.data;
}

/** Throws for an alias without its anchor: the parser reports it only now. */
function plainValue(document: Document, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new ScenarioError([`${file}: ${(error as Error).message}`]);
  }
}

/** Reads one expectation; throws a {@link ScenarioError} that names every problem. */
export function parseExpectation(input: ExpectationInput): Expectation {
  const parsed = expectation.safeParse(input);
  if (!parsed.success)
    throw new ScenarioError(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  const problems = misuse(parsed.data);
  if (problems.length > 0) throw new ScenarioError(problems);
  return parsed.data;
}

/** Finds combinations of keys that are not valid: such an expectation could hold without checking anything. */
function misuse(one: Expectation): string[] {
  const subjects = [
    one.always !== undefined,
    one.never !== undefined,
    one.count !== undefined,
    one.mean !== undefined,
    one.alert !== undefined,
    Object.keys(one.values).length > 0,
  ].filter(Boolean).length;
  const problems: string[] = [];
  if (subjects === 0)
    problems.push(
      'expects nothing; name a channel, an output, a field, an alert, always, never, count or mean',
    );
  if (subjects > 1) problems.push('mixes several kinds of expectation; write one each');
  const free =
    one.always === undefined && one.never === undefined && one.count === undefined && one.mean === undefined;
  if (free && subjects === 1 && one.at === undefined && one.between === undefined)
    problems.push('needs `at` or `between`');
  if (one.at !== undefined && one.between !== undefined)
    problems.push('has both `at` and `between`; use one');
  if (one.between !== undefined && one.between[0] > one.between[1])
    problems.push('`between` ends before it begins');
  const compares = [one.above, one.below, one.equals, one.within].some((limit) => limit !== undefined);
  if (one.count !== undefined && !compares) problems.push('`count` needs above, below, equals or within');
  if (one.count === undefined && compares)
    problems.push('has above, below, equals or within without a value to compare; write PATH: { above: .. }');
  for (const word of ['always', 'never'] as const) {
    const conditions = Object.keys(one[word] ?? {});
    const isAlert = conditions.includes('alert');
    if (isAlert && conditions.some((key) => key !== 'alert' && key !== 'state'))
      problems.push(`\`${word}\` names an alert and something else; write one each`);
    if (!isAlert && conditions.includes('state')) problems.push(`\`${word}\` has a state without an alert`);
    if (conditions.length === 0 && one[word] !== undefined) problems.push(`\`${word}\` names nothing`);
  }
  if (one.alert === undefined && one.state !== undefined) problems.push('`state` stands without `alert`');
  return problems;
}
