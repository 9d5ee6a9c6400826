// Writes the members of a tar archive as a stream of chunks.
import { BLOCK_BYTES, type TarMember, tarHeader } from './tar-header.js';

export interface WrittenMember extends TarMember {
  /** Exactly `size` bytes. */
  readonly body: AsyncIterable<Buffer> | Iterable<Buffer>;
}

/** @param mtimeS time of all members, seconds since the epoch */
export async function* tarChunks(members: Iterable<WrittenMember>, mtimeS: number): AsyncGenerator<Buffer> {
  for (const member of members) {
    yield tarHeader(member, mtimeS);
    yield* member.body;
    yield Buffer.alloc(-member.size & (BLOCK_BYTES - 1));
  }
  yield Buffer.alloc(2 * BLOCK_BYTES);
}
