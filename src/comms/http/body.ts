// Reads the body of a request up to a given length.
import type { IncomingMessage } from 'node:http';
import { HttpError } from './replies.js';

/** A longer body is read and discarded up to this length, because a client that is still sending does not read the reply. */
const MAX_DISCARDED_BYTES = 1024 * 1024;

/** @throws HttpError 413 when the body is longer than `maxBytes` */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Destroying the stream here would close the connection before the reply.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length <= maxBytes) {
      chunks.push(chunk);
    } else if (length > MAX_DISCARDED_BYTES) {
      break;
    }
  }
  if (length > maxBytes) {
    throw new HttpError(413, 'too_large', `the body has more than ${maxBytes} bytes`, {
      connection: 'close',
    });
  }
  return Buffer.concat(chunks);
}
