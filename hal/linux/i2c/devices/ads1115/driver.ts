// Reads an ADS1115 (Texas Instruments SBAS444): four voltages, converted one after the other.
import { garbage } from '../../fault.js';
import { type Registers, signed16 } from '../../registers.js';
import type { Chip, Deliver, Identity } from '../chip.js';
import { type Ads1115Config, type NumberedInput, numberedInputs, RANGES_V } from './schema.js';

const REGISTER = { conversion: 0x00, configuration: 0x01 } as const;

/** Writing this bit starts a conversion. It reads as 1 when no conversion is under way. */
const START_OR_READY = 0x8000;
/** Single shot, 128 conversions a second, comparator off. */
const SETTINGS = 0x0100 | 0x0080 | 0x0003;
/** Code of input 0 against ground. The codes of inputs 1 to 3 follow. */
const FIRST_INPUT = 4;
/** Codes of the pairs, by the two inputs. */
const PAIR_CODE: Readonly<Record<string, number>> = { '0-1': 0, '0-3': 1, '1-3': 2, '2-3': 3 };
const INPUT_SHIFT = 12;
const RANGE_SHIFT = 9;

const CODES = 32768;
const FULL_SCALE = 0x7fff;
const NEGATIVE_FULL_SCALE = -0x8000;
/** A voltage against ground is not negative. A reading can be, by at most this offset and noise. */
const MOST_NEGATIVE_V = -0.05;

/** The chip's clock has a tolerance of 10 %. */
const CONVERSION_S = 1 / 128;
const PATIENCE_S = 10 * CONVERSION_S;

/** The configuration word that starts a conversion of an input. */
export function ads1115Configuration({
  number,
  against,
  rangeV,
}: Pick<NumberedInput, 'number' | 'against' | 'rangeV'>): number {
  const code = against === null ? FIRST_INPUT + number : PAIR_CODE[`${number}-${against}`]!;
  const range = RANGES_V.indexOf(rangeV as (typeof RANGES_V)[number]);
  return START_OR_READY | (code << INPUT_SHIFT) | (range << RANGE_SHIFT) | SETTINGS;
}

/**
 * Converts the conversion register to V. NaN where the voltage is not known: at full scale, from the supply voltage on, and below
 * ground by more than noise when the input is measured against ground. NaN also outside of `liveV`.
 */
export function ads1115Volts(
  register: number,
  { against, rangeV, maxV, liveV }: Pick<NumberedInput, 'against' | 'rangeV' | 'maxV' | 'liveV'>,
): number {
  const code = signed16(register);
  if (code >= FULL_SCALE || code <= NEGATIVE_FULL_SCALE) return Number.NaN;
  const volts = (code * rangeV) / CODES;
  const isMeasurable = Math.abs(volts) < maxV && (against !== null || volts >= MOST_NEGATIVE_V);
  const isLive = liveV === null || (volts >= liveV[0] && volts <= liveV[1]);
  return isMeasurable && isLive ? volts : Number.NaN;
}

interface Conversion {
  readonly index: number;
  readonly startedS: number;
}

export function createChip(config: Ads1115Config): Chip {
  return new Ads1115(config);
}

/**
 * A conversion is started in one base tick and read in the next, when the following one is started. So an input is sampled each
 * base tick when it is the only one, and each fourth base tick when all four are used. The time of a sample is the end of its conversion.
 */
class Ads1115 implements Chip {
  /** 0: read with each base tick. */
  readonly periodS = 0;
  readonly channels: readonly string[];
  private readonly inputs: readonly NumberedInput[];
  private conversion: Conversion | null = null;

  constructor(config: Ads1115Config) {
    this.inputs = numberedInputs(config);
    this.channels = this.inputs.map(({ channel }) => channel);
  }

  /** The chip has no id. Each reading checks instead that its configuration can be read back. */
  async identify(): Promise<Identity> {
    return 'without id';
  }

  async setUp(_registers: Registers, clock: () => number): Promise<number> {
    this.conversion = null;
    return clock();
  }

  async read(registers: Registers, clock: () => number, deliver: Deliver): Promise<void> {
    if (this.inputs.length === 0) return;
    const { conversion } = this;
    if (conversion !== null) {
      if (!(await this.hasEnded(registers, conversion, clock()))) return;
      const code = await registers.readWord(REGISTER.conversion);
      const input = this.inputs[conversion.index]!;
      const endS = Math.min(clock(), conversion.startedS + CONVERSION_S);
      deliver(conversion.index, ads1115Volts(code, input) * input.scale + input.offset, endS);
    }
    // Cleared before the await, so that after a failure the driver does not wait for this conversion.
    this.conversion = null;
    const index = conversion === null ? 0 : (conversion.index + 1) % this.inputs.length;
    const startedS = clock();
    await registers.writeWord(REGISTER.configuration, ads1115Configuration(this.inputs[index]!));
    this.conversion = { index, startedS };
  }

  restart(): void {
    this.conversion = null;
  }

  private async hasEnded(
    registers: Registers,
    { index, startedS }: Conversion,
    nowS: number,
  ): Promise<boolean> {
    const expected = ads1115Configuration(this.inputs[index]!);
    const found = await registers.readWord(REGISTER.configuration);
    if ((found | START_OR_READY) !== expected) throw garbage('the configuration', found);
    if ((found & START_OR_READY) !== 0) return true;
    if (nowS - startedS > PATIENCE_S) throw garbage('the configuration long after a conversion', found);
    return false;
  }
}
