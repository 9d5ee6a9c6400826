// What every fault of a scenario is: parameters from the file, and a function that begins it.

/** Begins a fault on the base tick to come, and gives what ends it. */
export type Begin = () => () => void;

export type Parameters = Readonly<Record<string, unknown>>;
