// The supervisor of a worker: it restarts a thread that ends by itself, and ends it on request.
import { once } from 'node:events';
import type { WorkerOptions } from 'node:worker_threads';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backOffMs, SupervisedWorker } from '../../src/shared/supervised-worker.js';

/** A worker that reports the number of its start, and ends on request. */
const WORKER = `
  import { parentPort, workerData } from 'node:worker_threads';
  parentPort.on('message', (message) => {
    if (message === 'throw') throw new TypeError('it broke');
    if (message === 'exit') process.exit(3);
    if (message === 'close') parentPort.close();
  });
  parentPort.postMessage(workerData);`;
const URL_OF_WORKER = new URL(`data:text/javascript,${encodeURIComponent(WORKER)}`);

class Supervised {
  /** Reason and name of the error of each crash. */
  readonly crashes: (readonly [string, string | undefined])[] = [];
  readonly worker: SupervisedWorker;
  mayTerminate = true;
  private starts = 0;
  private readonly events = new EventTarget();

  constructor() {
    this.worker = new SupervisedWorker({
      url: URL_OF_WORKER,
      options: (): WorkerOptions => ({ workerData: ++this.starts }),
      onMessage: (start) => this.events.dispatchEvent(new Event(`start ${start}`)),
      onCrash: (reason, error) => {
        this.crashes.push([reason, error?.name]);
        this.events.dispatchEvent(new Event('crash'));
      },
      mayTerminate: async () => this.mayTerminate,
    });
    onTestFinished(async () => {
      this.mayTerminate = true;
      await this.worker.stop();
    });
  }

  /** Resolves when the worker of this start reports that it runs. */
  async runs(start: number): Promise<void> {
    await once(this.events, `start ${start}`);
  }

  async crash(): Promise<void> {
    await once(this.events, 'crash');
  }

  static async started(): Promise<Supervised> {
    const supervised = new Supervised();
    supervised.worker.start();
    await supervised.runs(1);
    return supervised;
  }
}

describe('a worker that ends by itself', () => {
  it.each([
    ['throw', 'it broke', 'TypeError'],
    ['exit', 'it ended with code 3', undefined],
    ['close', 'it ended with code 0', undefined],
  ])('(%s) is reported with the reason, and restarted with new options', async (how, ...crash) => {
    const supervised = await Supervised.started();
    supervised.worker.post(how);
    await supervised.runs(2);
    expect(supervised.crashes).toEqual([crash]);
    supervised.worker.post(how);
    await supervised.runs(3);
    expect(supervised.crashes).toEqual([crash, crash]);
  });

  it('is not restarted when its end is expected', async () => {
    const supervised = await Supervised.started();
    const crashed = supervised.crash().then(() => supervised.worker.expectEnd());
    supervised.worker.post('exit');
    await crashed;
    await supervised.worker.stop();
    expect(supervised.crashes).toHaveLength(1);
  });
});

describe('a worker that is ended', () => {
  it('by stop is not reported as a crash', async () => {
    const supervised = await Supervised.started();
    await supervised.worker.stop();
    expect(supervised.crashes).toEqual([]);
  });

  it('by terminate is restarted, as after a crash', async () => {
    const supervised = await Supervised.started();
    const next = supervised.runs(2);
    await supervised.worker.terminate();
    await next;
    expect(supervised.crashes).toEqual([['it ended with code 1', undefined]]);
  });

  it('runs on when it may not be terminated', async () => {
    const supervised = await Supervised.started();
    supervised.mayTerminate = false;
    await supervised.worker.terminate();
    supervised.mayTerminate = true;
    supervised.worker.post('exit');
    await supervised.runs(2);
    expect(supervised.crashes).toEqual([['it ended with code 3', undefined]]);
  });
});

it('waits longer before each restart, up to two seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7].map(backOffMs)).toEqual([0, 100, 200, 400, 800, 1600, 2000, 2000]);
});
