// What the feedback contact of an output says: whether the contactor or the brake did what it was told.

/**
 * - `none`: the output has no feedback contact; - `off`: not energised; - `on`: energised;
 * - `unreadable`: its line cannot be read, so it agrees with nothing.
 */
export const FEEDBACK = { none: 0, off: 1, on: 2, unreadable: 3 } as const;

export type Feedback = (typeof FEEDBACK)[keyof typeof FEEDBACK];
