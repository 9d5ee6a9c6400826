// A virtual INA226: continuous conversions, calibrated current, power, ids.
import { padded, saturated16, type VirtualChip, wordBytes, wordOf } from '../virtual-chip.js';

const REGISTER = { configuration: 0, shunt: 1, bus: 2, power: 3, current: 4, calibration: 5 } as const;
const RESET = 0x8000;
const POWER_ON_CONFIGURATION = 0x4127;
const CONTINUOUS_SHUNT_AND_BUS = 7;
const ID = { manufacturer: 254, die: 255 } as const;

/** Index: the three bits in the configuration register. */
const AVERAGES = [1, 4, 16, 64, 128, 256, 512, 1024];
const CONVERSION_S = [140e-6, 204e-6, 332e-6, 588e-6, 1.1e-3, 2.116e-3, 4.156e-3, 8.244e-3];

const BUS_LSB_V = 1.25e-3;
const SHUNT_LSB_V = 2.5e-6;
const MAX_BUS_CODE = 0x7fff;

/** Models the mode after power-up, which is continuous. In all other modes it stops measuring. */
export class VirtualIna226 implements VirtualChip {
  /** A compatible chip has others. */
  ids: { readonly manufacturer: number; readonly die: number } = { manufacturer: 0x5449, die: 0x2260 };
  private readonly registers = new Uint16Array(6);
  private busVolts = 0;
  private shuntVolts = 0;
  private cycleEndS = 0;

  constructor(nowS: number) {
    this.powerOn(nowS);
  }

  /** Sets the voltages at the pins from `nowS` on, V. */
  set(busVolts: number, shuntVolts: number, nowS: number): void {
    this.convert(nowS);
    this.busVolts = busVolts;
    this.shuntVolts = shuntVolts;
  }

  powerOn(nowS: number): void {
    this.registers.fill(0);
    this.registers[REGISTER.configuration] = POWER_ON_CONFIGURATION;
    this.cycleEndS = nowS + this.cycleS();
  }

  read(register: number, length: number, nowS: number): number[] {
    this.convert(nowS);
    if (register === ID.manufacturer) return padded(wordBytes(this.ids.manufacturer), length);
    if (register === ID.die) return padded(wordBytes(this.ids.die), length);
    return padded(wordBytes(this.registers[register] ?? 0), length);
  }

  write(register: number, bytes: readonly number[], nowS: number): void {
    this.convert(nowS);
    const word = wordOf(bytes);
    if (register === REGISTER.configuration) {
      if ((word & RESET) !== 0) this.powerOn(nowS);
      else this.registers[register] = word;
      this.cycleEndS = nowS + this.cycleS();
    } else if (register === REGISTER.calibration) this.registers[register] = word & 0x7fff;
  }

  /** Completes the cycles that have ended by `nowS`. */
  private convert(nowS: number): void {
    const cycleS = this.cycleS();
    const isMeasuring = (this.registers[REGISTER.configuration]! & 7) === CONTINUOUS_SHUNT_AND_BUS;
    if (!isMeasuring || nowS < this.cycleEndS) return;
    this.cycleEndS += cycleS * (Math.floor((nowS - this.cycleEndS) / cycleS) + 1);
    const shunt = saturated16(Math.round(this.shuntVolts / SHUNT_LSB_V));
    const bus = Math.min(MAX_BUS_CODE, Math.max(0, Math.round(this.busVolts / BUS_LSB_V)));
    const signedShunt = (shunt << 16) >> 16;
    const current = Math.trunc((signedShunt * this.registers[REGISTER.calibration]!) / 2048);
    this.registers[REGISTER.shunt] = shunt;
    this.registers[REGISTER.bus] = bus;
    this.registers[REGISTER.current] = saturated16(current);
    this.registers[REGISTER.power] = Math.min(0xffff, Math.trunc((Math.abs(current) * bus) / 20000));
  }

  private cycleS(): number {
    const configuration = this.registers[REGISTER.configuration]!;
    const conversions = CONVERSION_S[(configuration >> 6) & 7]! + CONVERSION_S[(configuration >> 3) & 7]!;
    return AVERAGES[(configuration >> 9) & 7]! * conversions;
  }
}
