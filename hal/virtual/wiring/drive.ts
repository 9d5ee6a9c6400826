// The drive at the end of a serial line: applies load setpoints, and stops by itself when they stop coming (docs/hardware.md).
import { xorOf } from '../../linux/serial/checksum.js';
import type { SerialOutputConfig } from '../../linux/serial/schema.js';

/** Silence after which the drive stops, when its timeout is configured, s. */
const SILENCE_S = 0.3;
/** Rise of the torque after such a stop, share of the rated torque per second: a sudden torque would jerk the chain. */
const RETURN_PER_S = 0.25;

export class VirtualDrive {
  private fraction = 0;
  private seq = Number.NaN;
  private lastS = Number.NEGATIVE_INFINITY;
  /** Time of the first record after the last silence, s; NaN when there was no silence. */
  private returnedS = Number.NaN;
  private readonly pattern: RegExp;

  constructor(private readonly config: SerialOutputConfig) {
    this.pattern = new RegExp(`^\\$(${config.record},(\\d+),(\\d\\.\\d{4}))\\*([0-9A-F]{2})\\r\\n$`);
  }

  /** Ignores lines that are damaged, that have another record, or that are repeated. */
  receive(line: string, nowS: number): void {
    const [, body, seqText, fractionText, checksum] = this.pattern.exec(line) ?? [];
    if (body === undefined || xorOf(body) !== Number.parseInt(checksum!, 16)) return;
    const seq = Number(seqText);
    if (seq === this.seq) return;
    if (this.isSilent(nowS)) this.returnedS = nowS;
    this.seq = seq;
    this.lastS = nowS;
    this.fraction = Number(fractionText);
  }

  /** The load that the drive applies at `nowS`, monotonic seconds; 0..1 of the rated torque. */
  load(nowS: number): number {
    if (this.isSilent(nowS)) return 0;
    if (Number.isNaN(this.returnedS)) return this.fraction;
    return Math.min(this.fraction, RETURN_PER_S * (nowS - this.returnedS));
  }

  private isSilent(nowS: number): boolean {
    return this.config.timeout === 'drive' && nowS - this.lastS > SILENCE_S;
  }
}
