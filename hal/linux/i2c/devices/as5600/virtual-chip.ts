// A virtual AS5600: the angle of a turning magnet, and the state of the magnet.
import { padded, type VirtualChip, wordBytes } from '../virtual-chip.js';

const REGISTER = { status: 0x0b, rawAngle: 0x0c, angle: 0x0e } as const;
const STEPS_A_TURN = 4096;

/** The state of the magnet that the chip reports. */
export type Magnet = 'good' | 'weak' | 'strong' | 'none';
const STATUS: Readonly<Record<Magnet, number>> = { good: 0x20, weak: 0x30, strong: 0x28, none: 0x10 };

/** The bits that the register map leaves blank. The factory may have set any of them. */
const BLANK = { status: 0xc7, angle: 0xf000 } as const;

/** The real chip measures every 150 microseconds, so a read returns the present angle. */
export class VirtualAs5600 implements VirtualChip {
  magnet: Magnet = 'good';
  /** Blank bits as the factory set them; real chips with 0x47 and 0x07 in the status are known. */
  factoryBits: { readonly status: number; readonly angle: number } = { status: 0x47, angle: 0x5000 };
  private angle = 0;
  private speed = 0;
  private sinceS = 0;

  /** Sets the magnet to `angle` (rad, any number of turns) at `nowS`. It then turns at `speed`, rad/s. */
  turn(angle: number, speed: number, nowS: number): void {
    this.angle = angle;
    this.speed = speed;
    this.sinceS = nowS;
  }

  read(register: number, length: number, nowS: number): number[] {
    const status = STATUS[this.magnet] | (this.factoryBits.status & BLANK.status);
    if (register === REGISTER.status) return padded([status, ...this.raw(nowS)], length);
    const hasAngle = register === REGISTER.rawAngle || register === REGISTER.angle;
    return padded(hasAngle ? this.raw(nowS) : [0, 0], length);
  }

  /** Does nothing: the settings do not change anything that is modelled. */
  write(): void {}

  private raw(nowS: number): number[] {
    const turns = (this.angle + this.speed * (nowS - this.sinceS)) / (2 * Math.PI);
    const angle = Math.floor((turns - Math.floor(turns)) * STEPS_A_TURN) & (STEPS_A_TURN - 1);
    return wordBytes(angle | (this.factoryBits.angle & BLANK.angle));
  }
}
