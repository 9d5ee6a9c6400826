// How far back the computed channels look, in seconds.

/** Contract: the acceleration is the slope of the velocity over this time, s. */
export const ACCELERATION_SPAN_S = 0.25;
/** Contract: the efficiency is over this time, s. */
export const EFFICIENCY_SPAN_S = 60;
