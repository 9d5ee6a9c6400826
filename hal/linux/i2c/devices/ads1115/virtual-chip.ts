// A virtual ADS1115: single conversions of one input or a pair, with conversion time, gain and saturation.
import { padded, saturated16, type VirtualChip, wordBytes, wordOf } from '../virtual-chip.js';

const REGISTER = { conversion: 0, configuration: 1 } as const;
const POWER_ON = [0x0000, 0x8583, 0x8000, 0x7fff];
const START = 0x8000;
const SINGLE_SHOT = 0x0100;
const FIRST_AGAINST_GROUND = 4;
/** Index: the codes below the first one against ground. */
const PAIRS = [
  [0, 1],
  [0, 3],
  [1, 3],
  [2, 3],
] as const;

/** Index: the three gain bits. */
const FULL_SCALE_V = [6.144, 4.096, 2.048, 1.024, 0.512, 0.256, 0.256, 0.256];
const RATE_HZ = [8, 16, 32, 64, 128, 250, 475, 860];

/** Continuous conversion is not modelled. Its result is zero. */
export class VirtualAds1115 implements VirtualChip {
  private readonly registers = Uint16Array.from(POWER_ON);
  private readonly volts = new Float64Array(4);
  /** End of the conversion under way, monotonic seconds; null when there is none. */
  private endS: number | null = null;

  /** Sets the voltage at an input against ground from `nowS` on. */
  set(input: number, volts: number, nowS: number): void {
    this.convert(nowS);
    this.volts[input] = volts;
  }

  voltsAt(input: number): number {
    return this.volts[input]!;
  }

  powerOn(): void {
    this.registers.set(POWER_ON);
    this.endS = null;
  }

  read(register: number, length: number, nowS: number): number[] {
    this.convert(nowS);
    const value = this.registers[register & 3]!;
    const isBusy = register === REGISTER.configuration && this.endS !== null;
    return padded(wordBytes(isBusy ? value & ~START : value), length);
  }

  write(register: number, bytes: readonly number[], nowS: number): void {
    this.convert(nowS);
    const word = wordOf(bytes);
    if (register === REGISTER.configuration) {
      this.registers[register] = word | START;
      // Writing the start bit during a conversion has no effect.
      const starts = (word & START) !== 0 && (word & SINGLE_SHOT) !== 0 && this.endS === null;
      if (starts) this.endS = nowS + 1 / RATE_HZ[(word >> 5) & 7]!;
    } else if (register > REGISTER.configuration) this.registers[register & 3] = word;
  }

  private convert(nowS: number): void {
    if (this.endS === null || nowS < this.endS) return;
    this.endS = null;
    const configuration = this.registers[REGISTER.configuration]!;
    const lsb = FULL_SCALE_V[(configuration >> 9) & 7]! / 32768;
    this.registers[REGISTER.conversion] = saturated16(
      Math.round(this.selected((configuration >> 12) & 7) / lsb),
    );
  }

  private selected(code: number): number {
    const { volts } = this;
    if (code >= FIRST_AGAINST_GROUND) return volts[code - FIRST_AGAINST_GROUND]!;
    const [positive, negative] = PAIRS[code]!;
    return volts[positive]! - volts[negative]!;
  }
}
