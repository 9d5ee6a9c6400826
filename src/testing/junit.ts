// Scenario results as JUnit XML, the form that build servers read.
import type { ScenarioResult } from './scenario-runner.js';

export interface TimedResult {
  readonly file: string;
  readonly result: ScenarioResult;
  readonly seconds: number;
}

/** One test suite a file, one test case an expectation. */
export function junitReport(results: readonly TimedResult[]): string {
  const suites = results.map(suite).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites}\n</testsuites>\n`;
}

function suite({ file, result, seconds }: TimedResult): string {
  const { name, expectations } = result;
  const failures = expectations.filter(({ passed }) => !passed).length;
  const cases = expectations.map(({ text, passed, message }) => {
    const open = `    <testcase classname="${xml(file)}" name="${xml(text)}"`;
    return passed ? `${open}/>` : `${open}><failure message="${xml(message)}"/></testcase>`;
  });
  const head = `  <testsuite name="${xml(name)}" tests="${cases.length}" failures="${failures}" time="${seconds.toFixed(3)}">`;
  return [head, ...cases, '  </testsuite>'].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Control characters have no place in XML at all. */
function xml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character]!).replace(/\p{Cc}/gu, ' ');
}
