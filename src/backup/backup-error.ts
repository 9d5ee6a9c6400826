// The error of a backup or a restore: what is wrong, and what to do about it.

/**
 * - `damaged`: the archive is not the one that `kpp backup` wrote; - `refused`: it is sound, but cannot be used here;
 * - `failed`: the files of this machine could not be read or written.
 */
export type BackupErrorCode = 'damaged' | 'refused' | 'failed';

export class BackupError extends Error {
  override readonly name = 'BackupError';
  constructor(
    readonly code: BackupErrorCode,
    message: string,
    readonly fix: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** @param what one sentence without a full stop */
export function damaged(what: string, options?: ErrorOptions): BackupError {
  const message = `The archive cannot be used: ${what}. Nothing was changed.`;
  return new BackupError('damaged', message, 'Copy it again from its source, or take an older one.', options);
}
