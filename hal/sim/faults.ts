// The kinds of injected faults, and what the faults of a channel do to its samples.
import type { Random } from './random.js';

/** A wave around a mean: mean + amplitude sin(2 pi t / period), t in seconds since the fault began. */
export interface Wave {
  readonly mean: number;
  readonly amplitude: number;
  /** s */
  readonly period: number;
}

/**
 * - `dropout`: no samples; - `stuck`: repeats the last sample; - `nan`: the sensor delivers NaN;
 * - `spike`: one sample has this value; - `drift`: an error that grows by `perSecond` each second;
 * - `noise`: additional noise with this standard deviation; - `override`: this value, or a wave, instead of the sensor's value;
 * - `delay`: each sample arrives `seconds` later, so at first no sample arrives;
 * - `hang`: no samples until the sensor was reopened `reopenings` times, by default once.
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
 * - `chainSlip`: the sprocket turns slower than the chain by `share`; - `airLeak`: the tank loses air, with 1 as the
 *   largest leak; - `loadLoss`: the electrical load is lost: the generator has no torque even with a closed contactor.
 */
export type PlantFault =
  | { readonly kind: 'chainSlip' | 'airLeak'; readonly share: number }
  | { readonly kind: 'loadLoss' };

/** `emergencyStop`: the emergency stop is pressed. The end of the fault releases it. */
export type SurroundingsFault = { readonly kind: 'emergencyStop' };

export type Fault = ChannelFault | PlantFault | SurroundingsFault;

/** Start and end of a fault, in seconds since the HAL was opened. Default: from now on, without end. */
export interface FaultSpan {
  readonly startS?: number | undefined;
  readonly endS?: number | undefined;
}

export type FaultErrorCode = 'unknown_channel' | 'invalid_value';

/** Why a fault cannot be injected. The message says what is wrong and what is allowed. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  constructor(
    readonly code: FaultErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** A sample between sensor and controller. Faults change it in place. */
export interface PassingSample {
  value: number;
  /** Whether a sample is delivered in this step. */
  present: boolean;
  /** The last value that reached the controller; NaN before the first. */
  readonly last: number;
  /** Number of times that its sensor was reopened. */
  readonly reopenings: number;
}

/** Applies a fault to a sample, `elapsedS` seconds after the start of the fault. */
export type SampleEffect = (sample: PassingSample, elapsedS: number) => void;

/** Makes the effect of a fault. Each one has its own memory. */
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

/** Delivers each sample `steps` steps later. */
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

/** Throws a {@link FaultError} when a value of the fault is out of range. */
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
