// The control thread's end of the comms thread: starts it, restarts it after a failure, and passes messages both ways.
import type { MessagePort } from 'node:worker_threads';
import type { CommsSetup, CommsWorkerData, FromComms, StoreLink, ToComms } from '../../comms/protocol.js';
import { SupervisedWorker } from '../../shared/supervised-worker.js';
import { workerUrl } from '../../shared/worker-url.js';
import { HealthPost } from './health-post.js';

/** The comms thread parses and formats small documents; it needs little memory. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 128 };

export interface CommsLinkSetup {
  /** Made anew for each start of the thread, so that it has all changes since the last one. */
  readonly setup: () => CommsSetup;
  readonly frames: SharedArrayBuffer;
  /** The memory that each comms thread leaves to the next one; see `StreamMarks`. */
  readonly marks: SharedArrayBuffer;
  /** A new port to the store for each start of the thread. */
  readonly store: () => StoreLink;
  /** Events that the store could not accept, since the start of the program. */
  readonly lostEvents: () => number;
  readonly onMessage: (message: FromComms) => void;
  readonly onCrash: (reason: string) => void;
}

export class CommsLink {
  readonly health: HealthPost;
  private readonly worker: SupervisedWorker;
  private stopped: (() => void) | null = null;
  /** Waits for the first word of the thread. */
  private starting: { resolve(): void; reject(error: Error): void } | null = null;

  constructor(setup: CommsLinkSetup) {
    this.health = new HealthPost((health, healths) =>
      this.post({ kind: 'health', health, losses: { healths, events: setup.lostEvents() } }),
    );
    this.worker = new SupervisedWorker({
      url: workerUrl(import.meta.url, '../../comms/worker.js'),
      options: () => {
        const store = setup.store();
        this.health.reset();
        const workerData: CommsWorkerData = {
          setup: setup.setup(),
          frames: setup.frames,
          marks: setup.marks,
          store,
        };
        return {
          name: 'comms',
          workerData,
          transferList: [store.port as MessagePort],
          resourceLimits: RESOURCE_LIMITS,
        };
      },
      onMessage: (message) => this.received(message as FromComms, setup.onMessage),
      onCrash: setup.onCrash,
    });
  }

  /** Resolves when the thread is ready; rejects when it cannot be, with an error whose `fix` says what to do. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.starting = { resolve, reject };
      this.worker.start();
    });
  }

  post(message: ToComms): void {
    this.worker.post(message, message.kind === 'store' ? [message.store.port] : []);
  }

  /** Lets the thread publish the rest and disconnect; ends it after `withinMs` in any case. */
  async stop(withinMs: number): Promise<void> {
    this.worker.expectEnd();
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.stopped = resolve;
      timer = setTimeout(resolve, withinMs + 100);
      this.post({ kind: 'stop', withinMs });
    });
    clearTimeout(timer);
    await this.worker.stop();
  }

  private received(message: FromComms, onMessage: (message: FromComms) => void): void {
    if (message.kind === 'stopped') this.stopped?.();
    else if (message.kind === 'healthTaken') this.health.taken();
    else if (message.kind === 'failed' && this.starting !== null) this.refused(message);
    else onMessage(message);
    if (message.kind === 'ready') this.started();
  }

  private started(): void {
    this.starting?.resolve();
    this.starting = null;
  }

  private refused({ message, fix }: { readonly message: string; readonly fix: string }): void {
    this.starting?.reject(Object.assign(new Error(message), { fix }));
    this.starting = null;
  }
}
