// A virtual MCP9808: temperature with its alert flags, resolution with its conversion time, ids.
import { padded, type VirtualChip, wordBytes, wordOf } from '../virtual-chip.js';

const REGISTER = {
  configuration: 1,
  upper: 2,
  lower: 3,
  critical: 4,
  temperature: 5,
  resolution: 8,
} as const;
const SHUTDOWN = 0x0100;
const POWER_ON_RESOLUTION = 3;
const IDS: Readonly<Record<number, number>> = { 6: 0x0054, 7: 0x0400 };

/** Index: the two bits of the resolution. */
const STEP_DEGC = [0.5, 0.25, 0.125, 0.0625];
const CONVERSION_S = [0.03, 0.065, 0.13, 0.25];
const LSB_DEGC = 1 / 16;

/** Converts a temperature to the thirteen bits of the register. */
function bits(celsius: number): number {
  return Math.round(celsius / LSB_DEGC) & 0x1fff;
}

function celsiusOf(register: number): number {
  return ((register & 0x0fff) - (register & 0x1000)) * LSB_DEGC;
}

export class VirtualMcp9808 implements VirtualChip {
  private readonly registers = new Uint16Array(9);
  private celsius = 25;
  private endS = 0;

  constructor(nowS: number) {
    this.powerOn(nowS);
  }

  /** Sets the temperature of the chip from `nowS` on, °C. */
  set(celsius: number, nowS: number): void {
    this.convert(nowS);
    this.celsius = celsius;
  }

  powerOn(nowS: number): void {
    this.registers.fill(0);
    this.registers[REGISTER.resolution] = POWER_ON_RESOLUTION;
    this.endS = nowS + CONVERSION_S[POWER_ON_RESOLUTION]!;
  }

  read(register: number, length: number, nowS: number): number[] {
    this.convert(nowS);
    const value = IDS[register] ?? this.registers[register] ?? 0;
    return padded(register === REGISTER.resolution ? [value] : wordBytes(value), length);
  }

  write(register: number, bytes: readonly number[], nowS: number): void {
    this.convert(nowS);
    if (register === REGISTER.configuration) this.configure(wordOf(bytes) & 0x07ff, nowS);
    else if (register === REGISTER.resolution) this.registers[register] = bytes[0]! & 3;
    else if (register >= REGISTER.upper && register <= REGISTER.critical)
      this.registers[register] = wordOf(bytes) & 0x1ffc;
  }

  /** A chip that leaves shutdown begins a conversion. */
  private configure(configuration: number, nowS: number): void {
    const wasShutDown = this.isShutDown;
    this.registers[REGISTER.configuration] = configuration;
    if (wasShutDown && !this.isShutDown)
      this.endS = nowS + CONVERSION_S[this.registers[REGISTER.resolution]!]!;
  }

  private get isShutDown(): boolean {
    return (this.registers[REGISTER.configuration]! & SHUTDOWN) !== 0;
  }

  private convert(nowS: number): void {
    const resolution = this.registers[REGISTER.resolution]!;
    if (this.isShutDown || nowS < this.endS) return;
    const conversionS = CONVERSION_S[resolution]!;
    this.endS += conversionS * (Math.floor((nowS - this.endS) / conversionS) + 1);
    const step = STEP_DEGC[resolution]!;
    const measured = Math.round(this.celsius / step) * step;
    const limit = (register: number) => celsiusOf(this.registers[register]!);
    const flags =
      (measured >= limit(REGISTER.critical) ? 0x8000 : 0) |
      (measured > limit(REGISTER.upper) ? 0x4000 : 0) |
      (measured < limit(REGISTER.lower) ? 0x2000 : 0);
    this.registers[REGISTER.temperature] = flags | bits(measured);
  }
}
