// Writes columns of whole numbers as planes of bytes: all lowest bytes, then all second ones, and so on. They compress better so.

/** Takes columns one after the other, and returns all of them as bytes. */
export class PlaneWriter {
  private readonly parts: Uint8Array[] = [];

  /** @param values whole numbers from 0 to 2^53; @param length how many of them count */
  column(values: Float64Array, length: number): void {
    let largest = 0;
    for (let i = 0; i < length; i++) if (values[i]! > largest) largest = values[i]!;
    const width = bytesOf(largest);
    const planes = new Uint8Array(1 + width * length);
    planes[0] = width;
    for (let i = 0; i < length; i++) {
      let low = values[i]! >>> 0;
      for (let plane = 0; plane < width; plane++) {
        if (plane === 4) low = Math.floor(values[i]! / 2 ** 32);
        planes[1 + plane * length + i] = low;
        low >>>= 8;
      }
    }
    this.parts.push(planes);
  }

  bytes(): Buffer {
    return Buffer.concat(this.parts);
  }
}

/** Reads the columns of a {@link PlaneWriter} in the same order. */
export class PlaneReader {
  private position = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** @throws RangeError when the bytes end too early */
  column(length: number): Float64Array {
    const width = this.bytes[this.position] ?? 0;
    const start = this.position + 1;
    this.position = start + width * length;
    if (width > 7 || this.position > this.bytes.length)
      throw new RangeError('a block of the history is too short');
    const values = new Float64Array(length);
    for (let plane = 0, factor = 1; plane < width; plane++, factor *= 256) {
      const from = start + plane * length;
      for (let i = 0; i < length; i++) values[i]! += this.bytes[from + i]! * factor;
    }
    return values;
  }
}

function bytesOf(value: number): number {
  let width = 0;
  for (let rest = value; rest >= 1; rest = Math.floor(rest / 256)) width++;
  return width;
}
