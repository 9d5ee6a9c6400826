// A pair of real pseudo-terminals made by socat: one end for the program under test, one for the test.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.js';

export class PtyPair {
  private readonly folder = mkdtempSync(join(tmpdir(), 'kpp-pty-'));
  /** The path that the program under test opens. It stays the same when the line is plugged in again. */
  readonly devicePath = join(this.folder, 'device');
  /** The path that the test uses to imitate the sensor. */
  readonly sensorPath = join(this.folder, 'sensor');
  private socat: ChildProcess | null = null;
  private sensor = -1;

  /**
   * Makes the pair, and waits until both ends exist.
   *
   * @param takesNothing true for a sensor that sends and never reads: what the program writes stays in the line, until it is full
   */
  async plug({ takesNothing = false } = {}): Promise<void> {
    const end = (path: string): string => `pty,raw,echo=0,link=${path}`;
    const ways = takesNothing ? ['-u'] : [];
    this.socat = spawn('socat', [...ways, end(this.sensorPath), end(this.devicePath)], { stdio: 'ignore' });
    await until('socat has made both ends', () => existsSync(this.devicePath) && existsSync(this.sensorPath));
    this.sensor = openSync(this.sensorPath, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  }

  /** Sends text as a sensor does. */
  send(text: string): void {
    writeSync(this.sensor, text, null, 'latin1');
  }

  /** Removes both ends, as when an adapter is unplugged. */
  async unplug(): Promise<void> {
    const socat = this.socat;
    if (socat === null) {
      return;
    }
    this.socat = null;
    closeSync(this.sensor);
    const ended = new Promise((resolve) => socat.once('exit', resolve));
    socat.kill('SIGTERM');
    await ended;
  }

  async dispose(): Promise<void> {
    await this.unplug();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
