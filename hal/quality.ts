// How far a value may be trusted, from a driver's sample to the last consumer of the telemetry.

/**
 * - `good`: measured, in range, recent.
 * - `estimated`: the digital twin's value, carried for a bounded time.
 * - `stale`: the last good value; its source has been silent for longer than `staleAfter`.
 * - `bad`: there is no value.
 */
export const QUALITY = { good: 0, estimated: 1, stale: 2, bad: 3 } as const;

export type Quality = (typeof QUALITY)[keyof typeof QUALITY];

/** The names of the contract, by the number used inside. */
export const QUALITY_NAMES = ['good', 'estimated', 'stale', 'bad'] as const;
