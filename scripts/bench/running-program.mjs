// Starts `kpp run` of the compiled program on the simulated plant, as a child process with its own store.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KPP } from './dist.mjs';

/** The longest wait for an orderly end, which takes at most two seconds. */
const END_MS = 5000;
/** The number of characters of its output that are kept, to show why it ended. */
const TAIL = 2000;

export class RunningProgram {
  /**
   * @param folder the folder for its store and its other files
   * @param flags flags for Node
   */
  constructor(folder, brokerUrl, flags = []) {
    const file = join(folder, 'controller.yaml');
    const config = {
      control: { autoStart: true },
      hal: { kind: 'sim' },
      store: { path: join(folder, 'kpp.db') },
      mqtt: { url: brokerUrl },
      http: { listen: '127.0.0.1:0' },
    };
    // JSON is valid YAML.
    writeFileSync(file, JSON.stringify(config));
    // The state directory and the runtime directory of this machine must not be used.
    const env = { ...process.env, XDG_STATE_HOME: folder, RUNTIME_DIRECTORY: folder };
    this.said = '';
    this.hasEnded = false;
    this.child = spawn(process.execPath, [...flags, KPP, 'run', '--config', file], {
      cwd: folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child.stderr.setEncoding('utf8').on('data', (text) => {
      this.said = (this.said + text).slice(-TAIL);
    });
    const killWithUs = () => this.child.kill('SIGKILL');
    process.once('exit', killWithUs);
    this.ended = once(this.child, 'close').then(() => {
      this.hasEnded = true;
      process.off('exit', killWithUs);
    });
  }

  get pid() {
    return this.child.pid;
  }

  /** @throws when it has ended, with its last output */
  check() {
    if (this.hasEnded) throw new Error(`kpp run ended early:\n${this.said}`);
  }

  /** Ends it in order, or by force when it does not end in time. */
  async stop() {
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), END_MS);
    await this.ended;
    clearTimeout(timer);
  }
}
