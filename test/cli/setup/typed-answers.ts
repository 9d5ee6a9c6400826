// A person at the terminal, for tests of the set-up: answers the questions that it knows, and takes the best guess for the others.
import type { Prompter } from '../../../src/cli/setup/prompter.js';

export class TypedAnswers implements Prompter {
  readonly isPerson = true;
  readonly said: string[] = [];
  readonly asked: string[] = [];
  isClosed = false;

  /** @param answers several answers to one question are given one after the other, the last one again and again */
  constructor(
    private readonly answers: readonly (readonly [question: RegExp, ...answers: string[]])[] = [],
  ) {}

  say(text: string): void {
    this.said.push(text);
  }

  async answer(question: string, best: string): Promise<string> {
    const earlier = this.asked.filter((one) => one === question).length;
    this.asked.push(question);
    const [, ...known] = this.answers.find(([pattern]) => pattern.test(question)) ?? [/^/, best];
    return known[Math.min(earlier, known.length - 1)] ?? best;
  }

  close(): void {
    this.isClosed = true;
  }
}
