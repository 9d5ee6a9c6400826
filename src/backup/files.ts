// File operations of a backup and a restore: hashes, durable renames, owners.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** The first `size` bytes of a file, in chunks. */
export async function* contentOf(path: string, size: number): AsyncGenerator<Buffer> {
  if (size === 0) return;
  for await (const chunk of createReadStream(path, { end: size - 1 })) yield chunk as Buffer;
}

/** SHA-256, hexadecimal, and the number of bytes. */
export async function digestOf(
  content: AsyncIterable<Buffer>,
  onBytes: (count: number) => void = () => {},
): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of content) {
    hash.update(chunk);
    size += chunk.length;
    onBytes(chunk.length);
  }
  return { sha256: hash.digest('hex'), size };
}

/** Makes the content of a file, or the names in a folder, durable. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Renames a file or a folder; durable when this returns. */
export function renameDurably(from: string, to: string): void {
  renameSync(from, to);
  syncPath(dirname(to));
}

/**
 * Gives a new file, or a new folder with all that is in it, the owner of the one it replaces; a file its permissions too. When
 * there is none, the owner of the folder around it. Another owner can be set by root alone.
 */
export function adopt(path: string, replaced: string): void {
  const isThere = existsSync(replaced);
  const { uid, gid, mode } = statSync(isThere ? replaced : dirname(replaced));
  const isFile = statSync(path).isFile();
  if (isThere && isFile) chmodSync(path, mode & 0o777);
  if (process.getuid?.() !== 0) return;
  const inside = isFile ? [] : readdirSync(path, { recursive: true, encoding: 'utf8' });
  for (const one of [path, ...inside.map((name) => join(path, name))]) chownSync(one, uid, gid);
}
