// Writes HTTP replies: JSON, or an error with a code and a sentence, with headers that protect a browser.
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { HTTP_COMPRESSION } from './compression.js';

/** Compressing more than this would delay the live streams by a millisecond and more. */
const LARGE_BYTES = 32_768;

/** On every reply. The page may load its own files only, and other sites may neither embed nor read anything. */
export const SECURITY_HEADERS: OutgoingHttpHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

/** Ends a request with a status and a JSON body `{"error": code, "message"}`. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: OutgoingHttpHeaders = {},
  ) {
    super(message);
  }
}

/** The reply of an endpoint: a JSON document, or bytes of a given content type. */
export type Reply =
  | { readonly status: number; readonly json: unknown }
  | { readonly status: number; readonly type: string; readonly bytes: Buffer };

/** Writes a reply at once; a large one after it was compressed, which does not occupy the thread. */
export async function sendReply(
  response: ServerResponse,
  reply: Reply,
  headers: OutgoingHttpHeaders = {},
): Promise<void> {
  const type = 'json' in reply ? 'application/json; charset=utf-8' : reply.type;
  const plain = 'json' in reply ? `${JSON.stringify(reply.json)}\n` : reply.bytes;
  const encoded =
    Buffer.byteLength(plain) < LARGE_BYTES
      ? HTTP_COMPRESSION.encode(response.req, plain)
      : await HTTP_COMPRESSION.encodeLarge(response.req, plain);
  response.writeHead(reply.status, {
    ...SECURITY_HEADERS,
    'content-type': type,
    'content-length': Buffer.byteLength(encoded.body),
    ...encoded.headers,
    ...headers,
  });
  response.end(encoded.body);
}

export function sendError(response: ServerResponse, { status, code, message, headers }: HttpError): void {
  void sendReply(response, { status, json: { error: code, message } }, headers);
}

/** For data that cannot be read while the store's thread is being restarted. @throws HttpError 503 */
export function storeIsAway(): never {
  throw new HttpError(503, 'unavailable', 'the store is being restarted; try again in a second');
}
