// Reads an AS5600 (ams DS000365): makes path and speed from the angle of a magnet.
import { garbage } from '../../fault.js';
import type { ReadableRegisters, Registers } from '../../registers.js';
import type { Chip, Deliver, Identity } from '../chip.js';
import type { As5600Config } from './schema.js';
import { Turns } from './turns.js';

const REGISTER = { status: 0x0b, rawAngle: 0x0c } as const;

/**
 * Set when there is a magnet. A weak or strong magnet still gives an angle. All bits that the register map leaves blank may be set by
 * the factory: chips are known that read 0x67, 0x27 and 0x17. The blank bits of the angle are masked for the same reason.
 */
const MAGNET_DETECTED = 0x20;
/** The gain is at its minimum (strong magnet) and at its maximum (weak magnet): no chip reports both. An idle bus reads like this. */
const STRONG_AND_WEAK = 0x18;
const ANGLE_BITS = 0x0fff;
const STEPS_A_TURN = 4096;

/** Converts the raw angle register to radians, 0 to 2 pi. */
export function as5600Radians(register: number): number {
  return ((register & ANGLE_BITS) * 2 * Math.PI) / STEPS_A_TURN;
}

/** Returns true when the status register reports a magnet. */
export function as5600HasMagnet(status: number): boolean {
  return (status & MAGNET_DETECTED) !== 0;
}

export function createChip(config: As5600Config): Chip {
  return new As5600(config);
}

/** For the highest possible speed see {@link Turns}. */
class As5600 implements Chip {
  /** 0: read with each base tick. */
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

  /** The chip has no id, and any status can be its own, except one. */
  async identify(registers: ReadableRegisters): Promise<Identity> {
    await readStatus(registers);
    return 'without id';
  }

  /** Does nothing: the chip needs no settings, and each reading checks the chip. */
  async setUp(_registers: Registers, clock: () => number): Promise<number> {
    return clock();
  }

  async read(registers: Registers, clock: () => number, deliver: Deliver): Promise<void> {
    const timeS = clock();
    const status = await readStatus(registers);
    const angle = await registers.readWord(REGISTER.rawAngle);
    const hasMagnet = as5600HasMagnet(status);
    if (hasMagnet) this.turns.add(as5600Radians(angle), timeS);
    else this.turns.restart();
    const { position, speed } = this.turns;
    const values = { position, speed };
    this.readings.forEach((reading, index) => {
      const value = hasMagnet ? values[reading] * this.scale : Number.NaN;
      // NaN after the first angle only means that there is no speed yet. Without a magnet NaN is delivered.
      if (!hasMagnet || !Number.isNaN(value)) deliver(index, value, timeS);
    });
  }

  restart(): void {
    this.turns.restart();
  }
}

async function readStatus(registers: ReadableRegisters): Promise<number> {
  const status = await registers.readByte(REGISTER.status);
  if ((status & STRONG_AND_WEAK) === STRONG_AND_WEAK) throw garbage("an AS5600's status", status);
  return status;
}
