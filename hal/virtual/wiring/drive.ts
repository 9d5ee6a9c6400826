// The drive at the end of a serial line: takes load setpoints, and stops by itself when none comes (docs/hardware.md).
import { xorOf } from '../../linux/serial/checksum.js';
import type { SerialOutputConfig } from '../../linux/serial/schema.js';

/** A drive that stops on silence does so after this time. */
const SILENCE_S = 0.3;
/** After a stop on silence it comes back with this much of the rated torque a second: full torque at once would jerk the chain. */
const RETURN_PER_S = 0.25;

export class VirtualDrive {
  private fraction = 0;
  private seq = Number.NaN;
  private lastS = Number.NEGATIVE_INFINITY;
  /** When the records came back after a silence; NaN when there was none. */
  private returnedS = Number.NaN;
  private readonly pattern: RegExp;

  constructor(private readonly config: SerialOutputConfig) {
    this.pattern = new RegExp(`^\\$(${config.record},(\\d+),(\\d\\.\\d{4}))\\*([0-9A-F]{2})\\r\\n$`);
  }

  /** A line that is damaged, of another record, or repeated is passed over. */
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

  /** What it applies at `nowS`, monotonic seconds: 0..1 of the rated torque. */
  load(nowS: number): number {
    if (this.isSilent(nowS)) return 0;
    if (Number.isNaN(this.returnedS)) return this.fraction;
    return Math.min(this.fraction, RETURN_PER_S * (nowS - this.returnedS));
  }

  private isSilent(nowS: number): boolean {
    return this.config.timeout === 'drive' && nowS - this.lastS > SILENCE_S;
  }
}
