// What a noisy cable does to a line: a bit is flipped, the rest is lost, or a burst of garbage comes in between.

/** Garbage has the top bit set, which no record has: even where a checksum agrees by chance it is no number. */
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
 * One line, damaged. Where a record has no checksum a flipped bit may leave one that looks right.
 *
 * @param random independent numbers, from 0 up to but not including 1
 */
export function damaged(line: Buffer, random: () => number): Buffer {
  return DAMAGES[below(DAMAGES.length, random)]!(line, random);
}

function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit);
}
