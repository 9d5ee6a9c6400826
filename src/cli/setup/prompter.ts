// How `kpp setup` asks: one question with the best guess in brackets. Without a person the best guess is the answer.

/** Who answers: a person at a terminal, or nobody. */
export interface Prompter {
  /** False when nobody can correct an answer: then each best guess has to be right. */
  readonly isPerson: boolean;
  /** Shows one or more lines. */
  say(text: string): void;
  /** The typed answer without blanks around it; `best` when nothing was typed. Rejects when the person ends the dialogue. */
  answer(question: string, best: string): Promise<string>;
  close(): void;
}

/** Takes the best guess for each question. */
export function bestGuesses(say: (text: string) => void): Prompter {
  return { isPerson: false, say, answer: async (_question, best) => best, close: () => {} };
}

export interface Question {
  readonly text: string;
  readonly best: string;
  /** What is wrong with an answer, in one sentence; null when it is right. */
  readonly problem?: (answer: string) => string | null;
}

/** Asks again until the answer is right. */
export async function ask(
  prompter: Prompter,
  { text, best, problem = () => null }: Question,
): Promise<string> {
  for (;;) {
    const answer = await prompter.answer(text, best);
    const wrong = problem(answer);
    if (wrong === null || !prompter.isPerson) return answer;
    prompter.say(wrong);
  }
}

export async function confirm(prompter: Prompter, text: string, best: boolean): Promise<boolean> {
  const problem = (answer: string) => (/^(y|yes|n|no)$/i.test(answer) ? null : 'Please answer yes or no.');
  return /^y/i.test(await ask(prompter, { text, best: best ? 'yes' : 'no', problem }));
}

/** Lists the choices with numbers from 1. Returns the index of the chosen one. */
export async function choose(
  prompter: Prompter,
  text: string,
  choices: readonly string[],
  best: number,
): Promise<number> {
  prompter.say([text, ...choices.map((choice, i) => `  ${i + 1}  ${choice}`)].join('\n'));
  const problem = (answer: string) =>
    /^\d+$/.test(answer) && Number(answer) >= 1 && Number(answer) <= choices.length
      ? null
      : `Please answer a number from 1 to ${choices.length}.`;
  return Number(await ask(prompter, { text: 'Number', best: String(best + 1), problem })) - 1;
}

export async function askNumber(
  prompter: Prompter,
  { text, best, above }: { text: string; best: number; above: number },
): Promise<number> {
  const problem = (answer: string) =>
    /^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(answer) && Number(answer) > above
      ? null
      : `Please answer a number above ${above}, with a decimal point.`;
  return Number(await ask(prompter, { text, best: String(best), problem }));
}
