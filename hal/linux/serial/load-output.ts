// Writes the load setpoint as a line to the drive: `$KPPLD,<seq>,<fraction, 4 decimals>*HH`.
import type { OutputInfo } from '../../hal.js';
import { lineOf } from './checksum.js';
import type { SerialOutputConfig } from './schema.js';

export class LoadOutput {
  readonly info: OutputInfo;
  private seq = 0;

  constructor(
    name: string,
    private readonly config: Pick<SerialOutputConfig, 'record' | 'safe'>,
  ) {
    this.info = { name, role: 'load', safe: config.safe };
  }

  /** The line for the setpoint `fraction`, which is limited to 0..1. The sequence number rises by one with each call. */
  line(fraction: number): string {
    this.seq++;
    const body = `${this.config.record},${this.seq},${Math.min(1, Math.max(0, fraction)).toFixed(4)}`;
    return `${lineOf(body)}\r\n`;
  }
}
