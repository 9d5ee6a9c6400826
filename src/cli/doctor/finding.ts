// What `kpp doctor` finds: one thing about this machine, how bad it is, and what to do about it.

/**
 * `error`: the controller cannot start, or the port of one of its outputs is missing. `warning`: it runs, but something is missing or
 * at risk. `ok`: checked, nothing to do.
 */
export type Level = 'ok' | 'warning' | 'error';

export interface Finding {
  /** The part that was checked, as a path: `serial.chain`, `i2c.1.0x40`, `clock`. */
  readonly id: string;
  readonly level: Level;
  /** What was found, in one sentence. */
  readonly what: string;
  /** What to do, in one sentence. */
  readonly fix: string;
  /** What an error stops: the start of the controller when left out, or its outputs while it runs. Not in the JSON. */
  readonly stops?: 'outputs';
}

const NOTHING_TO_DO = 'Nothing to do.';

export const ok = (id: string, what: string): Finding => ({ id, level: 'ok', what, fix: NOTHING_TO_DO });

export const warning = (id: string, what: string, fix: string): Finding => ({
  id,
  level: 'warning',
  what,
  fix,
});

export const error = (id: string, what: string, fix: string): Finding => ({ id, level: 'error', what, fix });

/** The controller starts, but one of its outputs cannot be driven. */
export const outputMissing = (id: string, what: string, fix: string): Finding => ({
  ...error(id, what, fix),
  stops: 'outputs',
});
