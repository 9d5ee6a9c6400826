// The form of every HTTP reply: JSON, an error with a code and a sentence, and the headers that keep a browser careful.
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { HTTP_COMPRESSION } from './compression.js';

/** On every reply. The page's own files are all it may load, and nobody else may embed or read anything. */
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

export function sendBody(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: OutgoingHttpHeaders = {},
): void {
  const encoded = HTTP_COMPRESSION.encode(response.req, body);
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    'content-type': type,
    'content-length': Buffer.byteLength(encoded.body),
    ...encoded.headers,
    ...headers,
  });
  response.end(encoded.body);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  document: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  sendBody(response, status, 'application/json; charset=utf-8', `${JSON.stringify(document)}\n`, headers);
}

export function sendError(response: ServerResponse, { status, code, message, headers }: HttpError): void {
  sendJson(response, status, { error: code, message }, headers);
}
