// Writes scenario outcomes as JUnit XML, the format that build servers read.
import type { ScenarioOutcome } from './scenario-job.js';
import type { ScenarioResult } from './scenario-runner.js';

export interface FileOutcome {
  readonly file: string;
  readonly outcome: ScenarioOutcome;
}

/** One test suite for each file, one test case for each expectation. A file that cannot be run has one case, with an error. */
export function junitReport(outcomes: readonly FileOutcome[]): string {
  const suites = outcomes.map(({ file, outcome }) =>
    'problems' in outcome
      ? brokenSuite(file, outcome.problems)
      : suite(file, outcome.result, outcome.seconds),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`;
}

function suite(file: string, { name, expectations }: ScenarioResult, seconds: number): string {
  const failures = expectations.filter(({ passed }) => !passed).length;
  const cases = expectations.map(({ text, passed, message }) => {
    const open = `    <testcase classname="${xml(file)}" name="${xml(text)}"`;
    return passed ? `${open}/>` : `${open}><failure message="${xml(message)}"/></testcase>`;
  });
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" time="${seconds.toFixed(3)}"`;
  return [`  <testsuite name="${xml(name)}" ${counts}>`, ...cases, '  </testsuite>'].join('\n');
}

function brokenSuite(file: string, problems: readonly string[]): string {
  return [
    `  <testsuite name="${xml(file)}" tests="1" failures="0" errors="1" time="0.000">`,
    `    <testcase classname="${xml(file)}" name="can be run"><error message="${xml(problems.join(' '))}"/></testcase>`,
    '  </testsuite>',
  ].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML does not allow control characters, halves of surrogate pairs and non-characters, not even escaped: they become blanks. */
function xml(text: string): string {
  return text
    .replace(/[&<>"]/g, (character) => ENTITIES[character]!)
    .replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, ' ');
}
