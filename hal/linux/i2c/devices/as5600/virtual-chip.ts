// An AS5600 in memory: the angle of a magnet that turns, and whether there is one.
import { padded, type VirtualChip, wordBytes } from '../virtual-chip.js';

const REGISTER = { status: 0x0b, rawAngle: 0x0c, angle: 0x0e } as const;
const STEPS_A_TURN = 4096;

/** What the chip says of its magnet. */
export type Magnet = 'good' | 'weak' | 'strong' | 'none';
const STATUS: Readonly<Record<Magnet, number>> = { good: 0x20, weak: 0x30, strong: 0x28, none: 0x10 };

/** It measures 150 microseconds apart: what is read is the angle of now. */
export class VirtualAs5600 implements VirtualChip {
  magnet: Magnet = 'good';
  private angle = 0;
  private speed = 0;
  private sinceS = 0;

  /** The magnet is at `angle` (rad, any number of turns) at `nowS` and turns on at `speed`, rad/s. */
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

  /** Its settings change nothing that is modelled. */
  write(): void {}

  private raw(nowS: number): number[] {
    const turns = (this.angle + this.speed * (nowS - this.sinceS)) / (2 * Math.PI);
    return wordBytes(Math.floor((turns - Math.floor(turns)) * STEPS_A_TURN) & (STEPS_A_TURN - 1));
  }
}
