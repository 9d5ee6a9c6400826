// The frame: the data of one base tick for the streams, as a flat record of numbers that can cross between threads.

/** Position of each field; the channels' values follow at `values`, then their qualities, then the outputs. */
export const FRAME = {
  /** Index of the base tick since the start (60 a second). */
  tick: 0,
  /** Wall time of the base tick's deadline, milliseconds since the epoch. */
  ts: 1,
  /** `seq` of the telemetry message this frame is for, 0 when none is due. */
  telemetrySeq: 2,
  /** `seq` of the priority message this frame is for, 0 when none is due. */
  prioritySeq: 3,
  /** Index into MODES. */
  mode: 4,
  /** Step of the degradation ladder, 0..5. */
  degradation: 5,
  /** Index into PLANT_STATES. */
  plant: 6,
  values: 7,
} as const;

/** The positions of the parts of a frame, for a plant with these channels and outputs. */
export interface FrameLayout {
  readonly channels: readonly string[];
  readonly outputs: readonly string[];
  readonly values: number;
  readonly qualities: number;
  readonly setpoints: number;
  /** How many numbers a frame has. */
  readonly length: number;
}

export function frameLayout(channels: readonly string[], outputs: readonly string[]): FrameLayout {
  const qualities = FRAME.values + channels.length;
  const setpoints = qualities + channels.length;
  return {
    channels,
    outputs,
    values: FRAME.values,
    qualities,
    setpoints,
    length: setpoints + outputs.length,
  };
}
