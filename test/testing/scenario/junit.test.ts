// Scenario results as JUnit XML: it is well-formed, whatever names and messages the files have.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../src/testing/scenario/judge.js';
import { type FileOutcome, junitReport } from '../../../src/testing/scenario/junit.js';
import { xmlProblem } from '../../support/xml.js';

const verdict = (passed: boolean, text: string, message: string): Verdict => ({
  text,
  passed,
  at: 1,
  seen: 2,
  message,
});

function ran(file: string, name: string, expectations: Verdict[]): FileOutcome {
  const passed = expectations.every((one) => one.passed);
  return {
    file,
    outcome: { result: { name, passed, expectations, ticks: 15, stateHash: '' }, seconds: 0.25 },
  };
}

describe('a JUnit report', () => {
  it('has one suite for each file and one case for each expectation, with the failures counted', () => {
    const xml = junitReport([
      ran('a.yaml', 'first', [verdict(true, 'plant is running', ''), verdict(false, 'v below 8', 'v was 9')]),
      ran('b.yaml', 'second', [verdict(true, 'x', '')]),
    ]);
    expect(xmlProblem(xml)).toBeNull();
    expect(xml).toContain('<testsuite name="first" tests="2" failures="1" errors="0" time="0.250">');
    expect(xml).toContain(
      '<testcase classname="a.yaml" name="v below 8"><failure message="v was 9"/></testcase>',
    );
    expect(xml).toContain('<testsuite name="second" tests="1" failures="0" errors="0" time="0.250">');
  });

  it('reports a file that could not run as an error', () => {
    const xml = junitReport([{ file: 'c.yaml', outcome: { problems: ['c.yaml: duration: is missing'] } }]);
    expect(xmlProblem(xml)).toBeNull();
    expect(xml).toContain('tests="1" failures="0" errors="1"');
    expect(xml).toContain('<error message="c.yaml: duration: is missing"/>');
  });

  it('is well-formed without any file', () => {
    expect(xmlProblem(junitReport([]))).toBeNull();
  });

  it('is well-formed, whatever names and messages contain', () => {
    const any = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<&>"\'', ']]>', '\u0000\u001b', '\ud800', '\uffff', '&amp;'),
    );
    fc.assert(
      fc.property(any, any, any, any, (file, name, text, message) => {
        const xml = junitReport([
          ran(file, name, [verdict(false, text, message)]),
          { file, outcome: { problems: [message] } },
        ]);
        expect(xmlProblem(xml)).toBeNull();
      }),
    );
  });
});

describe('the check for well-formedness', () => {
  it.each(['<a><b></a></b>', '<a>&</a>', '<a x="<"/>', '<a/><b/>', '<a>', 'text', '<a>\u0001</a>', ''])(
    'refuses %j',
    (text) => {
      expect(xmlProblem(text)).not.toBeNull();
    },
  );
});
