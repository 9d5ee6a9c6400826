// One sensor into the process image: its latest sample, judged by its age. Shared by the phases that refresh a channel.
import { QUALITY, type Quality } from '../../../hal/quality.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, type TickInput } from '../tick.js';

/** Tolerance: ticks are not whole numbers of milliseconds. */
const ROUNDING_S = 1e-9;

/** Sensors are the first channels of the image, in the order of the sample table. */
export function copySample({ image }: ControlState, { samples }: TickInput, sensor: number): void {
  const { value, timeS, quality } = samples;
  image.set(sensor, value[sensor]!, timeS[sensor]!, quality[sensor]! as Quality);
}

/** NaN and range were judged when the sample arrived (`SampleTable.put`, and again by `ProcessImage.set`). */
export function judgeAge({ image }: ControlState, input: TickInput, sensor: number): void {
  const { timeS, staleAfterS } = input.samples;
  const ageS = input.clock[CLOCK.nowS]! - timeS[sensor]!;
  if (ageS > staleAfterS[sensor]! + ROUNDING_S) image.downgrade(sensor, QUALITY.stale);
}

/** True for a sensor whose `sensor_stuck` stands. */
export function isStuck({ alarms, builtIns }: ControlState, sensor: number): boolean {
  return alarms.isActive(builtIns.sensor_stuck[sensor]!);
}

/** A critical sensor that repeats one value counts as lost; its value is the last one that it measured. */
export function distrustStuck(state: ControlState): void {
  const { image, plan } = state;
  for (let i = 0; i < plan.critical.length; i++) {
    const sensor = plan.critical[i]!;
    if (isStuck(state, sensor)) image.downgrade(sensor, QUALITY.stale);
  }
}
