// AS5600 (ams DS000365): the angle of a magnet, as path and speed.
import { garbage } from '../../fault.js';
import type { ReadableRegisters, Registers } from '../../registers.js';
import type { Chip, Deliver } from '../chip.js';
import type { As5600Config } from './schema.js';
import { Turns } from './turns.js';

const REGISTER = { status: 0x0b, rawAngle: 0x0c } as const;

/** A magnet is there. That it is weak or strong (the two bits below) leaves an angle. */
const MAGNET_DETECTED = 0x20;
const STATUS_BITS = 0x38;
const ANGLE_BITS = 0x0fff;
const STEPS_A_TURN = 4096;

/** The raw angle register in radians, 0 to 2 pi. */
export function as5600Radians(register: number): number {
  return ((register & ANGLE_BITS) * 2 * Math.PI) / STEPS_A_TURN;
}

/** Whether the status register says that there is a magnet. */
export function as5600HasMagnet(status: number): boolean {
  return (status & MAGNET_DETECTED) !== 0;
}

export function createChip(config: As5600Config): Chip {
  return new As5600(config);
}

/** How fast it may turn: see {@link Turns}. */
class As5600 implements Chip {
  /** Each base tick. */
  readonly periodS = 0;
  readonly channels: readonly string[];
  private readonly readings: readonly ('speed' | 'position')[];
  private readonly scale: number;
  private readonly turns = new Turns();

  constructor({ channels, scale }: As5600Config) {
    this.readings = (['speed', 'position'] as const).filter((reading) => channels[reading] !== undefined);
    this.channels = this.readings.map((reading) => channels[reading]!);
    this.scale = scale;
  }

  /** It has no id: bits that are always zero have to do, here and with each reading. */
  async identify(registers: ReadableRegisters): Promise<boolean> {
    await readStatus(registers);
    return false;
  }

  /** It needs no settings. */
  async setUp(_registers: Registers, clock: () => number): Promise<number> {
    return clock();
  }

  async read(registers: Registers, clock: () => number, deliver: Deliver): Promise<void> {
    const timeS = clock();
    const status = await readStatus(registers);
    const angle = await registers.readWord(REGISTER.rawAngle);
    if ((angle & ~ANGLE_BITS) !== 0) throw garbage('the angle', angle);
    const hasMagnet = as5600HasMagnet(status);
    if (hasMagnet) this.turns.add(as5600Radians(angle), timeS);
    else this.turns.restart();
    const { position, speed } = this.turns;
    const values = { position, speed };
    this.readings.forEach((reading, index) => {
      const value = hasMagnet ? values[reading] * this.scale : Number.NaN;
      // The first angle is no speed, and that is no fault either.
      if (!hasMagnet || !Number.isNaN(value)) deliver(index, value, timeS);
    });
  }

  restart(): void {
    this.turns.restart();
  }
}

async function readStatus(registers: ReadableRegisters): Promise<number> {
  const status = await registers.readByte(REGISTER.status);
  if ((status & ~STATUS_BITS) !== 0) throw garbage("an AS5600's status", status);
  return status;
}
