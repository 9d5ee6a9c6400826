// The readings of the search on the load on each control tick, as a flat record of numbers.

/** Positions in the record; a Float64Array, because doubles passed as arguments may be allocated. */
export const READING = {
  /** Time since the last control tick, seconds. */
  dtS: 0,
  /** Magnitude of the chain's velocity, m/s. */
  velocityMps: 1,
  /** Electrical power, W. */
  powerW: 2,
  /** Power of the compressor, W; NaN when it is not known. */
  compressorW: 3,
  /** The largest speed as a share of the lowest of its limits. */
  speedShare: 4,
  /** The tension as a share of its limit; 0 on a plant that does not measure it. */
  forceShare: 5,
  /** Load setpoint, 0..1 of the rated torque: read and written. */
  setpoint: 6,
  /** The speed of the chain by the speed of the generator, m/s; 0 when it is not measured. */
  generatorMps: 7,
  /** Electrical power that the torque and speed of the generator promise, W; NaN when they are not measured. */
  shaftW: 8,
  /** Electrical power that the setpoint and the speed of the chain promise, W. */
  promisedW: 9,
  length: 10,
} as const;

/** Contract: below this power, W, the compressor counts as off. */
export const COMPRESSOR_STANDS_W = 100;
