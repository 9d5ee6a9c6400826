// A virtual AS5600: the angle of a turning magnet, and the state of the magnet.
import { padded, type VirtualChip, wordBytes } from '../virtual-chip.js';

const REGISTER = { status: 0x0b, rawAngle: 0x0c, angle: 0x0e } as const;
const STEPS_A_TURN = 4096;

/** The state of the magnet that the chip reports. */
export type Magnet = 'good' | 'weak' | 'strong' | 'none';
const STATUS: Readonly<Record<Magnet, number>> = { good: 0x20, weak: 0x30, strong: 0x28, none: 0x10 };

/** The real chip measures every 150 microseconds, so a read returns the present angle. */
export class VirtualAs5600 implements VirtualChip {
  magnet: Magnet = 'good';
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
    if (register === REGISTER.status) return padded([STATUS[this.magnet], ...this.raw(nowS)], length);
    const hasAngle = register === REGISTER.rawAngle || register === REGISTER.angle;
    return padded(hasAngle ? this.raw(nowS) : [0, 0], length);
  }

  /** Does nothing: the settings do not change anything that is modelled. */
  write(): void {}

  private raw(nowS: number): number[] {
    const turns = (this.angle + this.speed * (nowS - this.sinceS)) / (2 * Math.PI);
    return wordBytes(Math.floor((turns - Math.floor(turns)) * STEPS_A_TURN) & (STEPS_A_TURN - 1));
  }
}
