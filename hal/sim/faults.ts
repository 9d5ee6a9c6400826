// Fault injection on sensors: what happens to a sample between the virtual sensor and the controller.
import type { Random } from './random.js';

/** A wave around a mean: mean + amplitude sin(2 pi t / period), t in seconds since the fault began. */
export interface Wave {
  readonly mean: number;
  readonly amplitude: number;
  /** s */
  readonly period: number;
}

/**
 * - `dropout`: no samples; - `stuck`: the last sample again and again; - `nan`: the sensor delivers NaN;
 * - `spike`: one sample has this value; - `drift`: an error that grows by this much a second;
 * - `noise`: more noise, of this standard deviation; - `override`: this value, or a wave, whatever the sensor says;
 * - `delay`: each sample arrives this much later, so none arrives at first;
 * - `hang`: no samples until the sensor has been opened again so many times, once by default.
 *
 * Several faults on a channel act one after the other, in the order in which they were injected.
 */
export type ChannelFault = { readonly channel: string } & (
  | { readonly kind: 'dropout' | 'stuck' | 'nan' }
  | { readonly kind: 'spike'; readonly value: number }
  | { readonly kind: 'drift'; readonly perSecond: number }
  | { readonly kind: 'noise'; readonly sigma: number }
  | { readonly kind: 'override'; readonly value: number }
  | { readonly kind: 'override'; readonly wave: Wave }
  | { readonly kind: 'delay'; readonly seconds: number }
  | { readonly kind: 'hang'; readonly reopenings?: number }
);

/**
 * - `chainSlip`: the sprocket turns this share slower than the chain; - `airLeak`: the tank loses air, 1 being the
 *   largest leak; - `loadLoss`: the electrical load is gone, the generator has no torque with its contactor closed.
 */
export type PlantFault =
  | { readonly kind: 'chainSlip' | 'airLeak'; readonly share: number }
  | { readonly kind: 'loadLoss' };

/** `emergencyStop`: somebody has pressed it; the end of the fault releases it. */
export type SurroundingsFault = { readonly kind: 'emergencyStop' };

export type Fault = ChannelFault | PlantFault | SurroundingsFault;

/** Begin and end of a fault, in seconds since the HAL was opened. Without them: now, and for ever. */
export interface FaultSpan {
  readonly startS?: number | undefined;
  readonly endS?: number | undefined;
}

export type FaultErrorCode = 'unknown_channel' | 'invalid_value';

/** Why a fault can't be injected. The message says what is wrong and what would be right. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  constructor(
    readonly code: FaultErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** A sample on its way. Faults change it in place. */
export interface PassingSample {
  value: number;
  /** Whether there is a sample at all. */
  present: boolean;
  /** The last value that reached the controller; NaN before the first. */
  readonly last: number;
  /** How often its sensor has been opened again so far. */
  readonly reopenings: number;
}

/** What a fault does to the sample that passes `elapsedS` seconds after the fault began. */
export type SampleEffect = (sample: PassingSample, elapsedS: number) => void;

/** The effect of a fault, with a memory of its own. */
export function sampleEffect(fault: ChannelFault, random: Random, stepS: number): SampleEffect {
  switch (fault.kind) {
    case 'dropout':
      return (sample) => {
        sample.present = false;
      };
    case 'nan':
      return (sample) => {
        sample.value = Number.NaN;
      };
    case 'stuck':
      return stuck();
    case 'spike':
      return spike(fault.value);
    case 'drift':
      return (sample, elapsedS) => {
        sample.value += fault.perSecond * elapsedS;
      };
    case 'noise':
      return noise(fault.sigma, random);
    case 'override':
      return 'wave' in fault ? wave(fault.wave) : constant(fault.value);
    case 'delay':
      return delay(Math.round(fault.seconds / stepS));
    case 'hang':
      return hang(fault.reopenings ?? 1);
  }
}

function stuck(): SampleEffect {
  let held = Number.NaN;
  return (sample) => {
    if (Number.isNaN(held)) held = Number.isNaN(sample.last) ? sample.value : sample.last;
    sample.value = held;
  };
}

function spike(value: number): SampleEffect {
  let done = false;
  return (sample) => {
    if (done || !sample.present) return;
    done = true;
    sample.value = value;
  };
}

function noise(sigma: number, random: Random): SampleEffect {
  const normal = new Float64Array(1);
  return (sample) => {
    random.fillNormal(normal);
    sample.value += sigma * normal[0]!;
  };
}

function constant(value: number): SampleEffect {
  return (sample) => {
    sample.value = value;
    sample.present = true;
  };
}

function wave({ mean, amplitude, period }: Wave): SampleEffect {
  return (sample, elapsedS) => {
    sample.value = mean + amplitude * Math.sin((2 * Math.PI * elapsedS) / period);
    sample.present = true;
  };
}

/** A line on which samples are under way for `steps` steps. */
function delay(steps: number): SampleEffect {
  if (steps === 0) return () => {};
  const values = new Float64Array(steps);
  const present = new Uint8Array(steps);
  let at = 0;
  return (sample) => {
    const { value, present: sent } = sample;
    sample.value = values[at]!;
    sample.present = present[at] === 1;
    values[at] = value;
    present[at] = sent ? 1 : 0;
    at = (at + 1) % steps;
  };
}

function hang(reopenings: number): SampleEffect {
  let before = Number.NaN;
  return (sample) => {
    if (Number.isNaN(before)) before = sample.reopenings;
    if (sample.reopenings - before < reopenings) sample.present = false;
  };
}

const LONGEST_DELAY_S = 3600;

/** Throws a {@link FaultError} on values that make no sense for the fault. */
export function checkFault(fault: Fault): void {
  const problem = problemOf(fault);
  if (problem !== undefined) throw new FaultError('invalid_value', `fault ${fault.kind}: ${problem}`);
}

function problemOf(fault: Fault): string | undefined {
  switch (fault.kind) {
    case 'chainSlip':
    case 'airLeak':
      return outside('share', fault.share, 0, 1);
    case 'spike':
      return outside('value', fault.value);
    case 'drift':
      return outside('perSecond', fault.perSecond);
    case 'noise':
      return outside('sigma', fault.sigma, 0);
    case 'delay':
      return outside('seconds', fault.seconds, 0, LONGEST_DELAY_S);
    case 'hang':
      return outside('reopenings', fault.reopenings ?? 1, 1);
    case 'override':
      return 'wave' in fault ? waveProblem(fault.wave) : outside('value', fault.value);
    default:
      return undefined;
  }
}

function waveProblem({ mean, amplitude, period }: Wave): string | undefined {
  return (
    outside('wave.mean', mean) ??
    outside('wave.amplitude', amplitude) ??
    outside('wave.period', period, Number.MIN_VALUE)
  );
}

function outside(key: string, value: number, min = -Infinity, max = Infinity): string | undefined {
  if (Number.isFinite(value) && value >= min && value <= max) return undefined;
  const range =
    max < Infinity ? `between ${min} and ${max}` : min === 0 ? 'at least 0' : min > 0 ? 'above 0' : 'finite';
  return `${key} is ${value}, but has to be ${range}`;
}
