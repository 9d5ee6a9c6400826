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

/** True while `energy_balance` stands and names this channel, a position in the image. */
export function isOutOfBalance(
  { image, stability, alarms, builtIns }: ControlState,
  channel: number,
): boolean {
  const { energySuspect } = stability;
  if (channel < 0 || energySuspect === null || !alarms.isRaised(builtIns.energy_balance)) return false;
  return image.indexOf(energySuspect) === channel;
}

/** The figures of the computer come seldom, so a look on each control tick is enough. */
export function copyHost({ image, plan }: ControlState, { host, clock }: TickInput): void {
  const { names, value, timeS, quality, staleAfterS } = host;
  for (let i = 0; i < names.length; i++) {
    image.set(plan.hostAt + i, value[i]!, timeS[i]!, quality[i]! as Quality);
    if (clock[CLOCK.nowS]! - timeS[i]! > staleAfterS[i]! + ROUNDING_S)
      image.downgrade(plan.hostAt + i, QUALITY.stale);
  }
}

/** True when the figures of the computer came once and have not come for too long. They come together. */
export function isHostSilent({ host, clock }: TickInput): boolean {
  const { names, deliveries, timeS, staleAfterS } = host;
  return (
    names.length > 0 && deliveries[0]! > 0 && clock[CLOCK.nowS]! - timeS[0]! > staleAfterS[0]! + ROUNDING_S
  );
}

/** A critical sensor that repeats one value counts as lost; its value is the last one that it measured. */
export function distrustStuck(state: ControlState): void {
  const { image, plan } = state;
  for (let i = 0; i < plan.critical.length; i++) {
    const sensor = plan.critical[i]!;
    if (isStuck(state, sensor)) image.downgrade(sensor, QUALITY.stale);
  }
}
