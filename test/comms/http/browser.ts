// Debian's chromium for a test: opens a page, evaluates expressions in it, and collects its errors. It uses a pipe, not a port.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--remote-debugging-pipe',
];
const POLL_MS = 50;
const TIMEOUT_MS = 20_000;
/** Time for an orderly end. After it nothing writes into the profile any more. */
const CLOSE_MS = 5000;

type Fields = Record<string, unknown>;

interface Message extends Fields {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Fields;
  readonly result?: Fields;
  readonly error?: { readonly message: string };
}

/** Lifecycle: {@link Browser.open}, then {@link close}. */
export class Browser {
  /** Errors of scripts and refusals by the content security policy. */
  readonly complaints: string[] = [];
  private readonly profile: string;
  private readonly process: ChildProcess;
  private readonly pending = new Map<number, (message: Message) => void>();
  private session: string | undefined;
  private lastId = 0;

  private constructor() {
    this.profile = mkdtempSync(join(tmpdir(), 'kpp-chromium-'));
    const flags = [...FLAGS, `--user-data-dir=${this.profile}`, 'about:blank'];
    this.process = spawn('chromium', flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    this.listen(this.process.stdio[4] as Readable);
  }

  static async open(url: string): Promise<Browser> {
    const browser = new Browser();
    const { targetId } = await browser.call('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await browser.call('Target.attachToTarget', { targetId, flatten: true });
    browser.session = sessionId as string;
    await browser.call('Runtime.enable');
    await browser.call('Log.enable');
    await browser.call('Page.enable');
    await browser.call('Page.navigate', { url });
    return browser;
  }

  /** The value of an expression in the page. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result } = await this.call('Runtime.evaluate', { expression, returnByValue: true });
    return (result as { value: T }).value;
  }

  /** Resolves when the expression is true in the page. */
  async until(expression: string): Promise<void> {
    const deadline = performance.now() + TIMEOUT_MS;
    while (!(await this.evaluate<boolean>(`Boolean(${expression})`))) {
      if (performance.now() > deadline) {
        const text = await this.evaluate<string>('document.body.innerText');
        throw new Error(
          `${expression} did not become true within ${TIMEOUT_MS} ms; the page shows:\n${text}`,
        );
      }
      await delay(POLL_MS);
    }
  }

  /** A call of the DevTools protocol. */
  async call(method: string, params: Fields = {}): Promise<Fields> {
    const id = ++this.lastId;
    this.send({ id, method, params, ...(this.session !== undefined && { sessionId: this.session }) });
    const { result, error } = await new Promise<Message>((resolve) => this.pending.set(id, resolve));
    if (error !== undefined) {
      throw new Error(`${method}: ${error.message}`);
    }
    return result ?? {};
  }

  async close(): Promise<void> {
    const { process } = this;
    if (process.exitCode === null && process.signalCode === null) {
      const ended = once(process, 'close');
      const timer = setTimeout(() => process.kill('SIGKILL'), CLOSE_MS);
      this.send({ id: ++this.lastId, method: 'Browser.close' });
      await ended;
      clearTimeout(timer);
    }
    await rm(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  private send(message: Fields): void {
    (this.process.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`);
  }

  private listen(output: Readable): void {
    let rest = '';
    output.setEncoding('utf8').on('data', (text: string) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop() ?? '';
      for (const message of messages) {
        this.received(JSON.parse(message) as Message);
      }
    });
  }

  private received(message: Message): void {
    if (message.id !== undefined) {
      this.pending.get(message.id)?.(message);
      this.pending.delete(message.id);
    } else if (message.method === 'Runtime.exceptionThrown' || message.method === 'Log.entryAdded') {
      this.complaints.push(JSON.stringify(message.params));
    }
  }
}
