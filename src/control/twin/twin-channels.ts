// The positions of the channels that the digital twin predicts.

/** Positions in TWIN_CHANNELS. */
export const VELOCITY = 0;
export const SPEED = 1;
export const PRESSURE = 2;
