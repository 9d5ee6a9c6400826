// A pool for vitest that keeps its thread from one run of tests to the next, with the modules that it has loaded. Mutation testing
// runs a few tests for each of hundreds of mutants; loading the modules would take longer than the tests.
import { ThreadsPoolWorker } from 'vitest/node';

const NAME = 'kept-thread';

/** The thread, and the messages that it has sent; null before the first run. */
let thread = null;

/** Vitest makes one for each run of tests. It starts and stops the thread; here it only connects and disconnects. */
class KeptThread {
  name = NAME;
  #isNew = false;
  #config;
  #listeners = [];

  constructor(options) {
    this.options = options;
  }

  async start() {
    this.#isNew = thread === null;
    if (!this.#isNew) return;
    thread = new ThreadsPoolWorker(this.options);
    await thread.start();
    thread.on('exit', () => {
      thread = null;
    });
  }

  async stop() {
    for (const [event, listener] of this.#listeners) thread?.off(event, listener);
    this.#listeners = [];
  }

  on(event, listener) {
    this.#listeners.push([event, listener]);
    thread.on(event, listener);
  }

  off(event, listener) {
    this.#listeners = this.#listeners.filter((one) => one[0] !== event || one[1] !== listener);
    thread?.off(event, listener);
  }

  send(message) {
    if (message.type === 'stop') return this.#answer('stopped');
    if (message.type === 'start' && !this.#isNew) {
      // The thread knows the configuration of the first run. The next message brings it this one, which names other tests.
      this.#config = message.context.config;
      return this.#answer('started');
    }
    if (this.#config === undefined || message.context === undefined) return thread.send(message);
    return thread.send({ ...message, context: { ...message.context, config: this.#config } });
  }

  deserialize(data) {
    return data;
  }

  #answer(type) {
    const answer = { type, __vitest_worker_response__: true };
    for (const [event, listener] of this.#listeners) if (event === 'message') listener(answer);
  }
}

/** A plugin for vitest: the tests run in the kept thread, whatever pool was chosen on the command line. */
export function keptThread() {
  return {
    name: NAME,
    configureVitest({ project }) {
      project.config.pool = NAME;
      project.config.poolRunner = { name: NAME, createPoolWorker: (options) => new KeptThread(options) };
    },
  };
}
