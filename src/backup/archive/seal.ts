// The seal of an archive: a hash of the whole compressed file, as an empty gzip member at its end.
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { deflateRawSync } from 'node:zlib';
import { BackupError, damaged } from '../backup-error.js';

const LABEL = 'kpp-backup sha256 ';
/** RFC 1952: magic, deflate, FCOMMENT, no time, no hints, unknown system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 255]);
const EMPTY = deflateRawSync(Buffer.alloc(0));
/** CRC-32 and length of nothing. */
const TRAILER = Buffer.alloc(8);
const DIGEST_LENGTH = 64;

/** Length of every seal, bytes. */
export const SEAL_BYTES = HEADER.length + LABEL.length + DIGEST_LENGTH + 1 + EMPTY.length + TRAILER.length;

/**
 * gzip and tar read several gzip members as one file, so they ignore the seal. Without it some damage would not be noticed: gzip
 * has bits that no checksum covers, in its header and in the padding of its blocks.
 *
 * @param digest SHA-256 of all bytes before the seal, hexadecimal
 */
export function sealOf(digest: string): Buffer {
  return Buffer.concat([HEADER, Buffer.from(`${LABEL}${digest}\0`, 'latin1'), EMPTY, TRAILER]);
}

/** Hashes the archive and compares it with its seal. Returns the number of bytes before the seal. @throws BackupError `damaged` */
export async function checkSeal(file: string, onRead: (bytes: number) => void = () => {}): Promise<number> {
  const length = sizeOf(file) - SEAL_BYTES;
  if (length <= 0) throw notSealed();
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { end: length - 1 })) {
    hash.update(chunk as Buffer);
    onRead((chunk as Buffer).length);
  }
  if (!(await lastBytes(file, length)).equals(sealOf(hash.digest('hex')))) throw notSealed();
  return length;
}

/** @throws BackupError `failed` */
function sizeOf(file: string): number {
  try {
    const entry = statSync(file);
    if (entry.isFile()) return entry.size;
  } catch (error) {
    const message = `The archive ${file} cannot be read: ${(error as Error).message}.`;
    throw new BackupError('failed', message, 'Check its name and its permissions.', { cause: error });
  }
  throw new BackupError(
    'failed',
    `${file} is not a file.`,
    'Name the archive that `kpp backup` has written.',
  );
}

async function lastBytes(file: string, from: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SEAL_BYTES), 0, SEAL_BYTES, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function notSealed(): Error {
  return damaged('it is not complete, was changed, or was not written by `kpp backup`');
}
