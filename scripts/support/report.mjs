// The result of each check, on the terminal and as a sum.

export class Report {
  passed = 0;
  failed = 0;

  /** Runs one check. An error is its failure; the checks after it go on. */
  async check(name, run) {
    const beganMs = performance.now();
    try {
      const detail = await run();
      this.passed += 1;
      this.line('pass', name, beganMs, detail);
    } catch (error) {
      this.failed += 1;
      this.line('FAIL', name, beganMs, error.message);
    }
  }

  line(verdict, name, beganMs, detail) {
    const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
    console.log(
      `  ${verdict}  ${name} (${seconds} s)${detail ? `\n        ${detail.replaceAll('\n', '\n        ')}` : ''}`,
    );
  }
}

/** @throws an error with both values when they differ */
export function expectEqual(actual, expected, what) {
  const [seen, wanted] = [actual, expected].map((value) => JSON.stringify(value));
  if (seen !== wanted) throw new Error(`${what} is ${seen} and should be ${wanted}`);
}

/** @throws an error when the text has no such part */
export function expectPart(text, part, what) {
  if (!text.includes(part)) throw new Error(`${what} does not have "${part}":\n${text}`);
}

/** @throws an error when the function ends without one, or with one that does not have this part */
export function expectFailure(run, part) {
  let message;
  try {
    run();
  } catch (error) {
    message = error.message;
  }
  if (message === undefined) throw new Error('It should have failed, and did not');
  expectPart(message, part, 'the message');
}
