// Reads an INA226 (Texas Instruments SBOS547): voltage, current and power at a shunt.
import { garbage, hexWord } from '../../fault.js';
import { type ReadableRegisters, type Registers, signed16 } from '../../registers.js';
import type { Chip, Deliver, Identity } from '../chip.js';
import { EVERY_S, type Ina226Config } from './schema.js';

const REGISTER = {
  configuration: 0x00,
  busVoltage: 0x02,
  power: 0x03,
  current: 0x04,
  calibration: 0x05,
  manufacturer: 0xfe,
  die: 0xff,
} as const;

const MANUFACTURER = 0x5449;
/** The lowest four bits are the revision. */
const DIE = 0x2260;
const REVISION_BITS = 0x000f;
/** Compatible chips: their manufacturer ids, and the names under which they are sold. */
const COMPATIBLE: ReadonlyMap<number, string> = new Map([[0x190f, 'SQ52201']]);
/** Continuous conversion, average of four, 1.1 ms each for bus and shunt. */
const CONFIGURATION = 0x4327;
const CYCLE_S = 4 * 2 * 1.1e-3;

const BUS_LSB_V = 1.25e-3;
const SHUNT_LSB_V = 2.5e-6;
const POWER_LSB_IN_CURRENT_LSB = 25;
/** Full scale of the bus voltage and current registers. */
const FULL_SCALE = 0x7fff;
const POWER_FULL_SCALE = 0xffff;
/** The highest bit of the calibration register is reserved. */
const CALIBRATION_BITS = 0x7fff;
/** The bus voltage has 15 bits, so this bit is always zero. */
const BUS_VOLTAGE_SIGN = 0x8000;

/** The value of the calibration register: CAL = 0.00512 / (current LSB * shunt), rounded down. `currentLsb` in A. */
export function ina226Calibration(currentLsb: number, shuntOhms: number): number {
  // The small addend corrects a binary quotient just below a whole number.
  return Math.floor(0.00512 / (currentLsb * shuntOhms) + 1e-9);
}

/** Converts the bus voltage register to V; NaN at full scale, 40.96 V, because the voltage may be higher. */
export function ina226Volts(register: number): number {
  return register >= FULL_SCALE ? Number.NaN : register * BUS_LSB_V;
}

/** Converts the current register to A; NaN at full scale, because the current may be higher. */
export function ina226Amperes(register: number, currentLsb: number): number {
  const code = signed16(register);
  return code >= FULL_SCALE || code <= -FULL_SCALE ? Number.NaN : code * currentLsb;
}

/** Converts the power register, which has no sign, to W; NaN at full scale. */
export function ina226Watts(register: number, currentLsb: number): number {
  return register >= POWER_FULL_SCALE ? Number.NaN : register * POWER_LSB_IN_CURRENT_LSB * currentLsb;
}

function otherChip(manufacturer: number, die: number, name: string | undefined): Identity {
  const ids = `${hexWord(manufacturer)} and ${hexWord(die)}`;
  const who = name === undefined ? 'The chip' : `The chip (${name})`;
  return {
    what: `${who} has the ids ${ids}, not those of an INA226, and is used as one.`,
    fix: 'Compare its readings with a meter once.',
  };
}

export function createChip(config: Ina226Config): Chip {
  return new Ina226(config);
}

/**
 * The current LSB is that of the shunt input, so that the current has the whole range of the shunt input: 81.92 mV. A chip that lost
 * its power measures no current until it is calibrated again, so each reading checks the calibration first. The chip
 * multiplies voltage and current at its pins, so its power is scaled by the product of both scales.
 */
export class Ina226 implements Chip {
  readonly periodS = EVERY_S;
  readonly channels: readonly string[];
  private readonly readings: readonly ('voltage' | 'current' | 'power')[];
  private readonly currentLsb: number;
  private readonly calibration: number;
  private readonly scale: Readonly<Record<'voltage' | 'current' | 'power', number>>;
  private readonly id: Ina226Config['id'];
  private readyS = 0;

  constructor({ channels, shuntOhms, id, scale: { voltage, current } }: Ina226Config) {
    this.id = id;
    this.readings = (['voltage', 'current', 'power'] as const).filter(
      (reading) => channels[reading] !== undefined,
    );
    this.channels = this.readings.map((reading) => channels[reading]!);
    this.currentLsb = SHUNT_LSB_V / shuntOhms;
    this.calibration = ina226Calibration(this.currentLsb, shuntOhms);
    this.scale = { voltage, current, power: voltage * current };
  }

  async identify(registers: ReadableRegisters): Promise<Identity> {
    const manufacturer = await registers.readWord(REGISTER.manufacturer);
    const die = await registers.readWord(REGISTER.die);
    if (manufacturer === MANUFACTURER && (die & ~REVISION_BITS) === DIE) return 'known';
    const name = COMPATIBLE.get(manufacturer);
    // Some compatible chips have no id registers, and read like a bus without a chip. Each reading finds such a bus by the calibration.
    if (name !== undefined || this.id === 'any') return otherChip(manufacturer, die, name);
    const [register, id] = manufacturer === MANUFACTURER ? ['die', die] : ['manufacturer', manufacturer];
    throw garbage(`an INA226's ${register} id`, id, 'unless `id: any` accepts a compatible chip');
  }

  async setUp(registers: Registers, clock: () => number): Promise<number> {
    await registers.writeWord(REGISTER.configuration, CONFIGURATION);
    await registers.writeWord(REGISTER.calibration, this.calibration);
    // The cycle under way may have begun before the calibration was written.
    this.readyS = clock() + 2 * CYCLE_S;
    return this.readyS;
  }

  async read(registers: Registers, clock: () => number, deliver: Deliver): Promise<void> {
    const timeS = clock();
    if (timeS < this.readyS) return;
    const calibration = (await registers.readWord(REGISTER.calibration)) & CALIBRATION_BITS;
    if (calibration !== this.calibration) throw garbage('the calibration', calibration);
    const busVoltage = await registers.readWord(REGISTER.busVoltage);
    if ((busVoltage & BUS_VOLTAGE_SIGN) !== 0) throw garbage('the bus voltage', busVoltage);
    const volts = ina226Volts(busVoltage);
    const isCurrentWanted = this.readings.some((reading) => reading !== 'voltage');
    const current = isCurrentWanted ? await registers.readWord(REGISTER.current) : 0;
    const amperes = ina226Amperes(current, this.currentLsb);
    const power = this.readings.includes('power') ? await registers.readWord(REGISTER.power) : 0;
    // The chip calculates a power also from readings at full scale, where it is not valid. The power gets the sign of the current.
    const isPowerKnown = !Number.isNaN(volts) && !Number.isNaN(amperes);
    const watts = isPowerKnown ? (amperes < 0 ? -1 : 1) * ina226Watts(power, this.currentLsb) : Number.NaN;
    const values = { voltage: volts, current: amperes, power: watts };
    this.readings.forEach((reading, index) => {
      deliver(index, values[reading] * this.scale[reading], timeS);
    });
  }

  restart(): void {}
}
