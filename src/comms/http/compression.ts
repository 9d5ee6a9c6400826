// Compression of what goes out over HTTP, where the client takes it, and what it saved.
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { constants, createGzip, gzipSync } from 'node:zlib';
import { acceptsGzip } from './content-encoding.js';

/** What was compressed since the start of the thread. */
export interface CompressionFigures {
  /** Replies that went out compressed. */
  readonly replies: number;
  /** Streams that are compressed now. */
  readonly streams: number;
  /** Before and after. */
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** Where a stream's text goes: the response itself, or what compresses on the way to it. */
export interface StreamBody {
  readonly writableLength: number;
  readonly destroyed: boolean;
  readonly writableEnded: boolean;
  /** @param taken called when it has left this process, or is on its way through the compression */
  write(text: string, taken: (error?: Error | null) => void): boolean;
  end(): void;
  destroy(): void;
}

/** Headers and compression together cost more than they save below this. */
const LEAST_BYTES = 1024;
/**
 * For streams: a window of 4 kB holds some messages, which are alike. A thousand of them were measured to take 120 MB.
 * Every message is flushed, so that it arrives when it is sent.
 */
const STREAM_OPTIONS = { windowBits: 12, memLevel: 5, flush: constants.Z_SYNC_FLUSH };

export class Compression {
  private readonly counts = { replies: 0, streams: 0, bytesIn: 0, bytesOut: 0 };

  get figures(): CompressionFigures {
    return { ...this.counts };
  }

  /** The body as it goes out, and the headers that say how. */
  encode(
    request: IncomingMessage,
    body: string | Buffer,
  ): { body: string | Buffer; headers: OutgoingHttpHeaders } {
    const length = Buffer.byteLength(body);
    if (length < LEAST_BYTES) {
      return { body, headers: {} };
    }
    const headers = { vary: 'accept-encoding' };
    if (!acceptsGzip(request.headers['accept-encoding'])) {
      return { body, headers };
    }
    const packed = gzipSync(body);
    this.counts.replies++;
    this.counts.bytesIn += length;
    this.counts.bytesOut += packed.length;
    return { body: packed, headers: { ...headers, 'content-encoding': 'gzip' } };
  }

  /** The headers of a stream, to be sent before {@link streamBody}. */
  streamHeaders(request: IncomingMessage): OutgoingHttpHeaders {
    const encoding = acceptsGzip(request.headers['accept-encoding']) && { 'content-encoding': 'gzip' };
    return { vary: 'accept-encoding', ...encoding };
  }

  /** What the messages of a stream are written to, compressed where {@link streamHeaders} said so. */
  streamBody(request: IncomingMessage, response: ServerResponse): StreamBody {
    return acceptsGzip(request.headers['accept-encoding']) ? this.packed(response) : response;
  }

  private packed(response: ServerResponse): StreamBody {
    const { counts } = this;
    const gzip = createGzip(STREAM_OPTIONS);
    counts.streams++;
    gzip.on('data', (chunk: Buffer) => {
      counts.bytesOut += chunk.length;
    });
    // The client going away ends it; that nobody takes what is left is no news then.
    gzip.on('error', () => response.destroy());
    response.once('close', () => {
      counts.streams--;
      gzip.destroy();
    });
    gzip.pipe(response);
    return {
      get writableLength() {
        return gzip.writableLength + gzip.readableLength + response.writableLength;
      },
      get destroyed() {
        return response.destroyed;
      },
      get writableEnded() {
        return gzip.writableEnded;
      },
      write(text, taken) {
        counts.bytesIn += Buffer.byteLength(text);
        return gzip.write(text, taken);
      },
      end: () => gzip.end(),
      destroy: () => response.destroy(),
    };
  }
}

/** There is one HTTP server a process. */
export const HTTP_COMPRESSION = new Compression();
