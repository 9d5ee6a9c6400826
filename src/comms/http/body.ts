// Reads the body of a request up to a bound.
import type { IncomingMessage } from 'node:http';
import { HttpError } from './replies.js';

/** What is read beyond the bound: a client that is still sending would not hear the reply. */
const MAX_DISCARDED_BYTES = 1024 * 1024;

/** @throws HttpError 413 when the body is longer than `maxBytes` */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // A stream that is destroyed here would take the connection with it, and the reply.
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
