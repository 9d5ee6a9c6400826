// The parts that every fault of a scenario has: parameters from the file, and a function that begins it.

/** Begins a fault on the next base tick, and returns a function that ends it. */
export type Begin = () => () => void;

export type Parameters = Readonly<Record<string, unknown>>;
