// Imitates the drive on a pseudo-terminal: receives the load setpoints that the controller sends.
import { constants, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { nmea } from './feeder.js';
import type { PtyPair } from './pty.js';

export interface Setpoint {
  readonly seq: number;
  readonly fraction: number;
}

const RECORD = /^\$(KPPLD,(\d+),([01]\.\d{4}))\*[0-9A-Fa-f]{2}$/;

/** Throws when a line is not a record of the contract. Works until {@link close}. */
export class Drive {
  readonly setpoints: Setpoint[] = [];
  private readonly stream: ReadStream;
  private rest = '';

  constructor(pty: PtyPair) {
    const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants;
    this.stream = new ReadStream(openSync(pty.sensorPath, O_RDWR | O_NOCTTY | O_NONBLOCK));
    this.stream.on('data', (chunk: Buffer) => this.take(chunk.toString('latin1')));
    // The other end is closed.
    this.stream.on('error', () => this.close());
  }

  get load(): number | undefined {
    return this.setpoints.at(-1)?.fraction;
  }

  close(): void {
    this.stream.destroy();
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\r\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, body = '', seq, fraction] = RECORD.exec(line) ?? [];
      const isWhole = body !== '' && nmea(body).toUpperCase() === `${line}\r\n`.toUpperCase();
      if (!isWhole) throw new Error(`the drive was sent ${JSON.stringify(line)}`);
      this.setpoints.push({ seq: Number(seq), fraction: Number(fraction) });
    }
  }
}
