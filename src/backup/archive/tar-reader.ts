// Reads the members of a tar archive from a stream, one after the other, in bounded memory.
import { damaged } from '../backup-error.js';
import { BLOCK_BYTES, readTarHeader, type TarMember } from './tar-header.js';

export interface ReadMember extends TarMember {
  /** The content, to be read to its end before the next member. */
  readonly body: AsyncIterable<Buffer>;
}

/** @throws BackupError `damaged` */
export async function* tarMembers(source: AsyncIterable<Buffer>): AsyncGenerator<ReadMember> {
  const bytes = new ByteSource(source);
  for (;;) {
    const member = readTarHeader(await bytes.exactly(BLOCK_BYTES));
    if (member === null) break;
    const body = bytes.next(member.size);
    yield { ...member, body };
    const padding = await bytes.exactly(-member.size & (BLOCK_BYTES - 1));
    if (!padding.every((byte) => byte === 0))
      throw damaged(`there are bytes behind its member ${member.name}`);
  }
  if (readTarHeader(await bytes.exactly(BLOCK_BYTES)) !== null) throw damaged('it goes on behind its end');
  if (!(await bytes.isEmpty())) throw damaged('there are bytes behind its end');
}

/** Takes counted bytes from a stream of chunks. */
class ByteSource {
  private readonly chunks: AsyncIterator<Buffer>;
  private rest = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.chunks = source[Symbol.asyncIterator]();
  }

  async exactly(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.next(length)) parts.push(part);
    return Buffer.concat(parts);
  }

  async *next(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (!(await this.fill())) throw damaged('it ends too early');
      const part = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
  }

  async isEmpty(): Promise<boolean> {
    return !(await this.fill());
  }

  /** False at the end of the stream. */
  private async fill(): Promise<boolean> {
    while (this.rest.length === 0) {
      const { done, value } = await this.chunks.next();
      if (done === true) return false;
      this.rest = value as Buffer<ArrayBuffer>;
    }
    return true;
  }
}
