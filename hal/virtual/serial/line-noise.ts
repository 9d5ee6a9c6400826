// Damages lines like a noisy cable: flips a bit, cuts the rest off, or inserts a burst of garbage.

/** Garbage has the top bit set, as no record has. So it is never a valid number, even when a checksum is right by chance. */
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
 * Returns a damaged copy of a line. In a format without a checksum, a line with a flipped bit can look valid.
 *
 * @param random returns independent numbers, from 0 up to but not including 1
 */
export function damaged(line: Buffer, random: () => number): Buffer {
  return DAMAGES[below(DAMAGES.length, random)]!(line, random);
}

function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit);
}
