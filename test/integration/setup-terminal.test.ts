// `kpp setup` in a real terminal: questions, typed answers, and the end by Ctrl-C.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { Folder } from '../support/program.js';
import { requireProgram } from '../support/programs.js';
import { until } from '../support/until.js';

const KPP = fileURLToPath(new URL('../../dist/src/cli/kpp.cjs', import.meta.url));

/** The program in a pseudo-terminal made by socat. */
class Terminal {
  shown = '';
  /** The exit status of socat, which passes on that of the program; null while it runs. */
  code: number | null = null;
  private readonly child: ChildProcess;
  private answered = 0;

  constructor(args: readonly string[], folder: Folder) {
    const command = [process.execPath, KPP, ...args].join(' ');
    const child = spawn('socat', ['-', `EXEC:"${command}",pty,setsid,ctty,stderr`], { cwd: folder.path });
    this.child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.shown += text;
    });
    child.once('exit', (code) => {
      this.code = code ?? 1;
    });
    onTestFinished(() => void child.kill('SIGKILL'));
  }

  type(text: string): void {
    this.answered = this.shown.length;
    this.child.stdin!.write(text);
  }

  /** The question that waits for an answer; null while there is none. */
  get question(): string | null {
    const since = stripVTControlCharacters(this.shown.slice(this.answered));
    return /([^\n\r]*) \[[^\]\n]*\] $/.exec(since)?.[1] ?? null;
  }

  /** Answers every question until the program ends: with the text for the first pattern that fits, else with Enter alone. */
  async answer(answers: readonly (readonly [RegExp, string])[]): Promise<void> {
    while (this.code === null) {
      await until('a question or the end', () => this.question !== null || this.code !== null);
      const { question } = this;
      if (question === null) return;
      const [, text = ''] = answers.find(([pattern]) => pattern.test(question)) ?? [];
      this.type(`${text}\r`);
    }
  }
}

describe.skipIf(!requireProgram('socat'))('kpp setup in a terminal', () => {
  it('takes typed answers, and writes a configuration that passes the check', async () => {
    const folder = new Folder();
    const file = join(folder.path, 'k.yaml');
    const terminal = new Terminal(['setup', '--out', file], folder);
    await terminal.answer([
      [/Name of this controller/, 'kpp-09'],
      [/Where the plant stands/, 'north shed'],
      [/^Listen to/, 'no'],
      [/Address of the MQTT broker/, 'mqtt://127.0.0.1:9'],
    ]);
    expect(terminal.code).toBe(0);
    expect(parse(readFileSync(file, 'utf8'))).toMatchObject({
      device: { id: 'kpp-09', site: 'north shed' },
      mqtt: { url: 'mqtt://127.0.0.1:9' },
    });
    expect(terminal.shown).toContain('Next:');
  });

  it('ends by Ctrl-C without a file', async () => {
    const folder = new Folder();
    const file = join(folder.path, 'k.yaml');
    const terminal = new Terminal(['setup', '--out', file], folder);
    await until('the first question', () => terminal.question !== null);
    terminal.type('\u0003');
    await until('the end', () => terminal.code !== null);
    expect(terminal.shown).toContain('The set-up was interrupted; no file was written.');
    expect([terminal.code, existsSync(file)]).toEqual([1, false]);
  });
});
