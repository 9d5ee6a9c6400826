// The errors of the store. They have codes, which callers and tests compare instead of texts.

/**
 * - `in_use`: another program uses the store; - `not_writable`: its path cannot be created, opened or written;
 * - `disk_full`; - `corrupt`: SQLite finds damage in the file; - `too_new`: written by a newer version of this program;
 * - `missing`, `too_old`: only when the store is opened for reading: there is none, or it has an older version;
 * - `unavailable`: the store's worker does not run at the moment, ask again later; - `failed`: anything else.
 */
export type StoreErrorCode =
  | 'in_use'
  | 'not_writable'
  | 'disk_full'
  | 'corrupt'
  | 'too_new'
  | 'missing'
  | 'too_old'
  | 'unavailable'
  | 'failed';

/** The message says what is wrong, `fix` says what to do about it. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly code: StoreErrorCode,
    message: string,
    readonly fix: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
