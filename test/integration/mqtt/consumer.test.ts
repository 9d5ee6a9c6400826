// The example consumer against a real broker: it keeps its account over restarts, and its exit status says whether something is missing.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mqtt from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ConsumerReport } from '../../support/consumer-ledger.js';
import { missingIn } from '../../support/consumer-ledger.js';
import { Mosquitto } from '../../support/mosquitto.js';
import { requireProgram } from '../../support/programs.js';
import { until } from '../../support/until.js';

const SCRIPT = fileURLToPath(new URL('../../../scripts/consumer.mjs', import.meta.url));

class Consumer {
  private readonly child: ChildProcess;
  private text = '';

  constructor(
    readonly state: string,
    url: string,
  ) {
    this.child = spawn(process.execPath, [SCRIPT, '--url', url, '--state', state, '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      this.text += text;
    });
    onTestFinished(() => {
      this.child.kill('SIGKILL');
    });
  }

  /** Waits until the account on the disk contains this text. */
  async has(text: string): Promise<void> {
    await until(
      `the account has ${text}`,
      () => existsSync(this.state) && readFileSync(this.state, 'utf8').includes(text),
    );
  }

  async end(signal: NodeJS.Signals = 'SIGINT'): Promise<{ code: number | null; report: ConsumerReport }> {
    this.child.kill(signal);
    const [code] = (await once(this.child, 'exit')) as [number | null];
    return { code, report: this.text === '' ? NOTHING : (JSON.parse(this.text) as ConsumerReport) };
  }
}

const NOTHING: ConsumerReport = { complete: false, waiting: false, lines: [] };

describe.skipIf(!requireProgram('mosquitto'))('the example consumer', () => {
  it('misses nothing over its own restarts but telemetry, and says that it was away', async () => {
    const broker = await Mosquitto.start();
    onTestFinished(() => broker.dispose());
    const client = await mqtt.connectAsync(broker.url);
    onTestFinished(() => client.endAsync(true));
    const publish = async (name: string, seq: number, more: Record<string, unknown> = {}) => {
      const body = name === 'events' ? { log: 'a', type: 'mode', data: {} } : { run: 1 };
      const qos = name === 'telemetry' && more.historical !== true ? 0 : 1;
      await client.publishAsync(`kpp/kpp-01/${name}`, JSON.stringify({ ...body, seq, ts: seq, ...more }), {
        qos,
      });
    };
    const all = async (seq: number) => {
      for (const name of ['telemetry', 'priority', 'events']) await publish(name, seq);
    };
    const state = join(broker.folder, 'account.json');

    const first = new Consumer(state, broker.url);
    await until('it is connected', () => existsSync(state));
    for (let seq = 1; !(existsSync(state) && readFileSync(state, 'utf8').includes('events/a')); seq = 1) {
      await all(seq);
    }
    await all(2);
    await first.has('[[1,2]]');
    // Killed, it loses at most what came since it wrote its account. The broker keeps what has QoS 1 for it.
    await first.end('SIGKILL');
    await all(3);
    const second = new Consumer(state, broker.url);
    await second.has('[[1,3]]');
    await all(4);
    await publish('priority', 6);
    await second.has('[6,6]');
    const { code, report } = await second.end();
    expect(missingIn(report)).toEqual([
      'telemetry/1: 3 to 3: this consumer was away',
      'priority/1: 5 to 5: unexplained',
    ]);
    expect(code).toBe(1);

    const third = new Consumer(state, broker.url);
    await publish('priority', 5, { historical: true });
    await third.has('[[1,6]]');
    const last = await third.end();
    expect(last.report.complete).toBe(true);
    expect(last.code).toBe(0);
  });
});
