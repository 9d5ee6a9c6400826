// Runs commands in the guest, over the serial line that its agent listens on, and takes the beats of the guest's time.
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { LineSocket } from './lines.js';

export interface Outcome {
  readonly status: number;
  /** Standard output and standard error. */
  readonly text: string;
}

/** Long enough for the slowest command, an installation, on a busy machine. */
const PATIENCE_MS = 900_000;
/** The id of the commands that ask whether the agent is there. */
const HELLO = '0';
const KNOCK_MS = 1000;
/** What the guest sends every 50 ms of its time, also within an answer: `~` when a program has the plant's serial line open. */
const BEATS = /[~^]/g;
const OPEN = '~';

/** @param isOpen whether a program of the guest has the plant's serial line open */
export type OnBeat = (isOpen: boolean) => void;

export class Agent {
  private readonly waiting = new Map<string, (outcome: Outcome) => void>();
  private ids = 0;
  private socket: LineSocket | undefined;

  /** Every command and its outcome is appended to this file. */
  private constructor(private readonly log: string) {}

  /** Resolves when the guest has started and its agent answers. */
  static async connect(path: string, bootMs: number, log: string, onBeat: OnBeat): Promise<Agent> {
    const agent = new Agent(log);
    agent.socket = await LineSocket.connect(path, (line) => agent.take(line), withoutBeats(onBeat));
    // What is sent before the agent listens is lost, and an answer may take long.
    const answered = new Promise<boolean>((resolve) => {
      agent.waiting.set(HELLO, () => resolve(true));
    });
    const knock = () => agent.send(HELLO, 'true');
    const timer = setInterval(knock, KNOCK_MS);
    const isThere = await Promise.race([answered, delay(bootMs, false)]);
    clearInterval(timer);
    if (isThere) return agent;
    agent.close();
    throw new Error(`the guest does not start within ${bootMs / 1000} s; its console is in console.log`);
  }

  /** Runs a command of the shell and resolves to its output, also when it fails. */
  async try(command: string, patienceMs = PATIENCE_MS): Promise<Outcome | null> {
    const id = String(++this.ids);
    const beganMs = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const outcome = await new Promise<Outcome | null>((resolve) => {
      timer = setTimeout(resolve, patienceMs, null);
      this.waiting.set(id, resolve);
      this.send(id, command);
    });
    clearTimeout(timer);
    this.waiting.delete(id);
    const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
    appendFileSync(
      this.log,
      `${seconds} s: ${command}\n${outcome?.status ?? 'no answer'}: ${outcome?.text ?? ''}\n`,
    );
    return outcome;
  }

  close(): void {
    this.socket?.close();
  }

  private send(id: string, command: string): void {
    this.socket?.send(`${id} ${Buffer.from(command).toString('base64')}\n`);
  }

  private take(line: string): void {
    const [, id = '', status, text = ''] = /^(\d+) (\d+) ([A-Za-z0-9+/=]*)$/.exec(line) ?? [];
    this.waiting.get(id)?.({
      status: Number(status),
      text: Buffer.from(text, 'base64').toString('utf8').trim(),
    });
  }
}

/** Takes the beats out of a text that was received, and reports each. */
function withoutBeats(onBeat: OnBeat): (text: string) => string {
  return (text) =>
    text.replace(BEATS, (beat) => {
      onBeat(beat === OPEN);
      return '';
    });
}
