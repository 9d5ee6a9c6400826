// What can go wrong with the store, as codes that callers and tests compare instead of wording.

/**
 * - `in_use`: another program holds the store; - `not_writable`: its path cannot be made, opened or written;
 * - `disk_full`; - `corrupt`: SQLite finds the file damaged; - `too_new`: written by a newer version of this program;
 * - `missing`, `too_old`: to those who only read it, there is none, or none of this version;
 * - `unavailable`: the store's worker is not running just now, ask again when it is back; - `failed`: anything else.
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

/** The message says what is wrong, `fix` what to do about it. */
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
