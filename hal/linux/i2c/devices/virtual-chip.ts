// The interface between a virtual chip and its bus: registers that are read and written as bytes in the order on the wire.

/** Times are monotonic seconds and never decrease. */
export interface VirtualChip {
  read(register: number, length: number, nowS: number): number[];
  write(register: number, bytes: readonly number[], nowS: number): void;
}

/** The bytes of a word, high byte first, as these chips send it. */
export function wordBytes(word: number): number[] {
  return [(word >> 8) & 0xff, word & 0xff];
}

/** The word of two bytes, high byte first. A missing byte reads as the idle bus: all ones. */
export function wordOf([high = 0xff, low = 0xff]: readonly number[]): number {
  return (high << 8) | low;
}

/** Converts a number to sixteen bits in two's complement, limited to the range. */
export function saturated16(value: number): number {
  return Math.min(0x7fff, Math.max(-0x8000, value)) & 0xffff;
}

/** Extends the bytes of a register to `length` with the idle bus: all ones. */
export function padded(bytes: readonly number[], length: number): number[] {
  return Array.from({ length }, (_, i) => bytes[i] ?? 0xff);
}
