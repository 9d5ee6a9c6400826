// What a chip in memory is to its bus: registers, read and written as bytes in the order of the wire.

/** Times are monotonic seconds; they do not go back. */
export interface VirtualChip {
  read(register: number, length: number, nowS: number): number[];
  write(register: number, bytes: readonly number[], nowS: number): void;
}

/** A word with the high byte first, as these chips send it. */
export function wordBytes(word: number): number[] {
  return [(word >> 8) & 0xff, word & 0xff];
}

/** The word of two bytes, the high one first. A byte that is missing reads as the bus at rest: all ones. */
export function wordOf([high = 0xff, low = 0xff]: readonly number[]): number {
  return (high << 8) | low;
}

/** A number as sixteen bits in two's complement, saturated. */
export function saturated16(value: number): number {
  return Math.min(0x7fff, Math.max(-0x8000, value)) & 0xffff;
}

/** What is read beyond a register's bytes: the bus at rest. */
export function padded(bytes: readonly number[], length: number): number[] {
  return Array.from({ length }, (_, i) => bytes[i] ?? 0xff);
}
