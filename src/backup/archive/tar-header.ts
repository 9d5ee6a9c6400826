// The header of a member in a tar archive (ustar, POSIX.1-1988): only regular files, with names that are safe.
import { damaged } from '../backup-error.js';

/** Headers and contents fill whole blocks. */
export const BLOCK_BYTES = 512;
const MAX_NAME = 100;
const MAX_PREFIX = 155;
/** Eleven octal digits: 8 GiB. */
const MAX_SIZE = 8 ** 11 - 1;
const MODE = 0o600;
const CHECKSUM_AT = 148;

export interface TarMember {
  /** Path with `/`, relative, without `.` and `..`. */
  readonly name: string;
  /** Bytes of the content. */
  readonly size: number;
}

/**
 * @param mtimeS seconds since the epoch
 * @throws RangeError when the name or the size does not fit into a header
 */
export function tarHeader({ name, size }: TarMember, mtimeS: number): Buffer {
  const { prefix, rest } = split(name);
  if (size > MAX_SIZE) throw new RangeError(`${name} has ${size} bytes: more than an archive can hold`);
  const header = Buffer.alloc(BLOCK_BYTES);
  const text = (value: string, at: number) => header.write(value, at, 'utf8');
  const octal = (value: number, length: number, at: number) =>
    text(value.toString(8).padStart(length - 1, '0'), at);
  text(rest, 0);
  octal(MODE, 8, 100);
  octal(0, 8, 108);
  octal(0, 8, 116);
  octal(size, 12, 124);
  octal(mtimeS, 12, 136);
  text('0', 156);
  text('ustar\x0000', 257);
  text(prefix, 345);
  text(`${checksum(header).toString(8).padStart(6, '0')}\0 `, CHECKSUM_AT);
  return header;
}

/** Reads a header. Null for a block of zeros, which ends the archive. @throws BackupError `damaged` */
export function readTarHeader(block: Buffer): TarMember | null {
  if (block.every((byte) => byte === 0)) return null;
  const text = (from: number, length: number) => {
    const field = block.subarray(from, from + length);
    const end = field.indexOf(0);
    return field.toString('utf8', 0, end === -1 ? length : end);
  };
  const prefix = text(345, MAX_PREFIX);
  const name = prefix === '' ? text(0, MAX_NAME) : `${prefix}/${text(0, MAX_NAME)}`;
  const [size, mtimeS] = [octalIn(text(124, 12)), octalIn(text(136, 12))];
  if (text(156, 1) !== '0') throw damaged(`its member ${shown(name)} is not a regular file`);
  if (!isSafeName(name)) throw damaged(`its member ${shown(name)} has a name that leads elsewhere`);
  // A header that we did not write is not one of ours, whatever it says.
  if (!tarHeader({ name, size }, mtimeS).equals(block)) {
    throw damaged(`the header of its member ${shown(name)} is not one of \`kpp backup\``);
  }
  return { name, size };
}

/** True for a relative path of plain names: no empty part, no `.` or `..`, no backslash, no control character. */
export function isSafeName(name: string): boolean {
  const parts = name.split('/');
  return parts.every((part) => part !== '' && part !== '.' && part !== '..' && !UNSAFE.test(part));
}

const UNSAFE = /[\\\p{Cc}]/u;

function split(name: string): { prefix: string; rest: string } {
  if (!isSafeName(name)) throw new RangeError(`${shown(name)} cannot be the name of a member`);
  const fits = (text: string, length: number) => Buffer.byteLength(text) <= length;
  if (fits(name, MAX_NAME)) return { prefix: '', rest: name };
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)];
    if (fits(prefix, MAX_PREFIX) && fits(rest, MAX_NAME)) return { prefix, rest };
  }
  throw new RangeError(`${shown(name)} is too long for the name of a member`);
}

/** Sum of all bytes, with blanks in the place of the sum itself. */
function checksum(header: Buffer): number {
  let sum = 8 * 32;
  for (const [at, byte] of header.entries()) if (at < CHECKSUM_AT || at >= CHECKSUM_AT + 8) sum += byte;
  return sum;
}

function octalIn(text: string): number {
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : 0;
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 80));
}
