// The configuration keys that every GPIO line takes, and those that every input takes.
import { z } from 'zod';
import { count, quantity } from '../../schema/kinds.js';

/** The BCM number of a line of the GPIO header. It is the line's offset on its chip on every kernel. */
export const gpioLine = count("BCM number of the header's pin: the offset of the line on its chip", {
  min: 0,
  max: 511,
});

/** A label, or the name of a chip whose label is not unique. */
export const chipName = z.string({ error: 'must be auto or the label of a GPIO chip' }).min(1, {
  error: 'must be auto or the label of a GPIO chip',
});

/** `auto`: the character device, and sysfs where it is missing. */
export const BACKEND_CHOICES = ['auto', 'chardev', 'sysfs'] as const;

/** The chip's resistor at the pin: to its supply, to ground, or none. */
export const BIASES = ['pullUp', 'pullDown', 'off'] as const;

/** Longest time that a contact may bounce, s. A longer filter would hide pulses and delay the emergency stop. */
const LONGEST_BOUNCE_S = 0.1;

/** The keys of every line. */
export const lineKeys = {
  line: gpioLine,
  chip: chipName
    .optional()
    .describe(
      'the GPIO chip of this line, as in `hal.gpioChip`, for a header that is spread over several chips',
    ),
  bias: z
    .enum(BIASES)
    .optional()
    .describe(
      "the chip's own resistor at the pin, about 50 kΩ; left out, it stays as it is. Needs the character device",
    ),
};

/** The keys of every input. */
export const inputKeys = {
  ...lineKeys,
  debounce: quantity(
    'time for which the level has to be stable before it counts. The kernel does this, so it needs the character device',
    { unit: 's', min: 0, max: LONGEST_BOUNCE_S },
  ).default(0),
};
