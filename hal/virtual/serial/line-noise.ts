// Damages a line as a noisy cable does: flips a bit, loses the rest of the line, or inserts a burst of garbage.

/** Garbage bytes have the top bit set, records never have it. So garbage is never a number, even if its checksum matches. */
const GARBAGE = 0x80;
const LONGEST_BURST = 8;

type Damage = (bytes: Buffer, random: () => number) => Buffer;

const DAMAGES: readonly Damage[] = [
  (bytes, random) => {
    const flipped = Buffer.from(bytes);
    flipped[below(bytes.length, random)]! ^= 1 << below(8, random);
    return flipped;
  },
  (bytes, random) => bytes.subarray(0, below(bytes.length, random)),
  (bytes, random) => {
    const at = below(bytes.length, random);
    const burst = Buffer.alloc(1 + below(LONGEST_BURST, random)).map(() => GARBAGE | below(GARBAGE, random));
    return Buffer.concat([bytes.subarray(0, at), burst, bytes.subarray(at)]);
  },
];

/**
 * Returns the damaged line. In a record without a checksum a flipped bit may give another valid record.
 *
 * @param random independent random numbers, 0 <= x < 1
 */
export function damaged(line: Buffer, random: () => number): Buffer {
  return DAMAGES[below(DAMAGES.length, random)]!(line, random);
}

function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit);
}
