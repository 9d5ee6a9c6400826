// Asks at the terminal: questions go to standard error, so that standard output has the configuration alone.
import { createInterface, type Interface } from 'node:readline';
import { CommandFailure } from '../fail.js';
import type { Prompter } from './prompter.js';

interface Waiting {
  readonly resolve: (line: string) => void;
  readonly reject: (error: Error) => void;
}

export class TerminalPrompter implements Prompter {
  readonly isPerson = true;
  private readonly lines: string[] = [];
  private readonly terminal: Interface;
  private waiting: Waiting | null = null;
  private isClosed = false;

  constructor(
    input: NodeJS.ReadableStream,
    private readonly output: NodeJS.WritableStream,
  ) {
    this.terminal = createInterface({ input, output, terminal: true });
    // Lines that were typed or pasted before their question are kept.
    this.terminal.on('line', (line) => {
      if (this.waiting === null) this.lines.push(line);
      else this.waiting.resolve(line);
      this.waiting = null;
    });
    // Ctrl-C and Ctrl-D close it.
    this.terminal.on('close', () => {
      this.isClosed = true;
      if (this.waiting !== null) this.output.write('\n');
      this.waiting?.reject(interrupted());
      this.waiting = null;
    });
  }

  say(text: string): void {
    this.output.write(`${text}\n`);
  }

  async answer(question: string, best: string): Promise<string> {
    this.terminal.setPrompt(`${question} [${best}] `);
    const typed = (await this.nextLine()).trim();
    return typed === '' ? best : typed;
  }

  close(): void {
    this.terminal.close();
  }

  private nextLine(): Promise<string> {
    const early = this.lines.shift();
    if (early !== undefined) return Promise.resolve(early);
    if (this.isClosed) return Promise.reject(interrupted());
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.terminal.prompt();
    });
  }
}

function interrupted(): CommandFailure {
  return new CommandFailure('The set-up was interrupted; no file was written.', 'Start `kpp setup` again.');
}
