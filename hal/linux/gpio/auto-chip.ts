// The word that a configuration can give instead of a chip's label.

/** Selects the chip of the 40-pin header, on every Raspberry Pi. */
export const AUTO_CHIP = 'auto';
