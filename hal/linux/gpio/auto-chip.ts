// What a configuration says in place of a chip's label.

/** The chip of the header, on every Raspberry Pi. */
export const AUTO_CHIP = 'auto';
