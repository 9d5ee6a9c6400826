// Starts the compiled program as a user does, in a new folder. No process and no file is left after the test.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { until } from './until.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { bin: { kpp: string } };
const KPP = join(ROOT, bin.kpp);

export interface Ending {
  /** The exit status; null when a signal ended the program. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The time of its end, on the scale of `performance.now()`. */
  readonly atMs: number;
}

/** A folder that is removed at the end of the test. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'kpp-program-'));

  constructor() {
    onTestFinished(() => rmSync(this.path, { recursive: true, force: true }));
  }

  /** Writes a file and returns its path. */
  write(name: string, text: string): string {
    const file = join(this.path, name);
    writeFileSync(file, text);
    return file;
  }
}

export interface LaunchOptions {
  /** A module that Node loads before the program. It gets the messages of {@link RunningProgram.send}. */
  readonly preload?: string | undefined;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  /** A command with arguments that starts the program. */
  readonly prefix?: readonly string[];
  /** More variables of the environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** At the end of the test, the program is killed if it still runs. */
export class RunningProgram {
  readonly ended: Promise<Ending>;
  private readonly child: ChildProcess;
  private readonly text = { stdout: '', stderr: '' };
  private ending: Ending | null = null;

  /** @param args the arguments of `kpp` */
  constructor(
    args: readonly string[],
    folder: Folder,
    { preload, nodeOptions = [], prefix = [], env: more = {} }: LaunchOptions = {},
  ) {
    if (!existsSync(KPP)) throw new Error(`${KPP} is not there. Compile first: npm run build`);
    // The state directory, the runtime directory and the sensors of this machine must not be used.
    const own = { XDG_STATE_HOME: folder.path, RUNTIME_DIRECTORY: folder.path };
    const env = { ...process.env, ...own, KPP_HOST_ROOT: `${folder.path}/host`, ...more };
    const preloading = preload === undefined ? [] : ['--require', preload];
    const [command, ...rest] = [...prefix, process.execPath, ...nodeOptions, ...preloading, KPP, ...args];
    const child = spawn(command!, rest, {
      cwd: folder.path,
      env,
      stdio: ['ignore', 'pipe', 'pipe', ...(preload === undefined ? [] : (['ipc'] as const))],
    });
    this.child = child;
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]!.setEncoding('utf8').on('data', (text: string) => {
        this.text[stream] += text;
      });
    }
    const killWithUs = () => child.kill('SIGKILL');
    process.once('exit', killWithUs);
    this.ended = new Promise((resolve) => {
      // `close` comes after `exit`, when all output has been read.
      child.once('exit', (code, signal) => {
        const atMs = performance.now();
        child.once('close', () => {
          process.off('exit', killWithUs);
          this.ending = { code, signal, atMs };
          resolve(this.ending);
        });
      });
    });
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await this.ended;
    });
  }

  get stdout(): string {
    return this.text.stdout;
  }

  get stderr(): string {
    return this.text.stderr;
  }

  get isRunning(): boolean {
    return this.ending === null;
  }

  get pid(): number {
    return this.child.pid!;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends a message to the module that was loaded before the program. */
  send(message: Readonly<Record<string, unknown>>): void {
    this.child.send(message);
  }

  /** Asks for an orderly end and waits for it. */
  async stop(): Promise<Ending> {
    this.signal('SIGTERM');
    return this.ended;
  }

  /** Kills the program, which can print and save nothing more. */
  async kill(): Promise<Ending> {
    this.signal('SIGKILL');
    return this.ended;
  }

  /** Waits until standard error contains this text. Rejects with all of its output when the program ends before. */
  async says(text: string, timeoutMs = 60_000): Promise<void> {
    await until(`the program says ${text}`, () => this.stderr.includes(text) || !this.isRunning, timeoutMs);
    if (!this.stderr.includes(text)) throw new Error(`it ended without saying ${text}:\n${this.stderr}`);
  }
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export async function kpp(
  args: readonly string[],
  folder: Folder,
  options: LaunchOptions = {},
): Promise<Outcome> {
  const program = new RunningProgram(args, folder, options);
  const { code } = await program.ended;
  return { code, stdout: program.stdout, stderr: program.stderr };
}
