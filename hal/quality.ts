// The quality of a value: how far it can be trusted, from the driver's sample to the consumer of the telemetry.

/**
 * - `good`: measured, in range, recent.
 * - `estimated`: the digital twin's value, used for a limited time.
 * - `stale`: the last good value; its source has been silent for longer than `staleAfter`.
 * - `bad`: there is no value.
 */
export const QUALITY = { good: 0, estimated: 1, stale: 2, bad: 3 } as const;

export type Quality = (typeof QUALITY)[keyof typeof QUALITY];

/** The names in messages, by the number of {@link QUALITY}. */
export const QUALITY_NAMES = ['good', 'estimated', 'stale', 'bad'] as const;
