// Compresses replies and streams of HTTP for clients that accept it, and counts what it saves.
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { constants, createGzip, gzip, gzipSync } from 'node:zlib';
import { acceptsGzip } from './content-encoding.js';

/** Counts of the compression since the start of the thread. */
export interface CompressionFigures {
  /** Replies that were sent compressed. */
  readonly replies: number;
  /** Streams that are compressed now. */
  readonly streams: number;
  /** Bytes before and after the compression. */
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** Takes the text of a stream: the response itself, or a compressor before it. */
export interface StreamBody {
  readonly writableLength: number;
  readonly destroyed: boolean;
  readonly writableEnded: boolean;
  /** @param taken called when the text has left this process, or the compressor has taken it */
  write(text: string, taken: (error?: Error | null) => void): boolean;
  end(): void;
  destroy(): void;
}

/** A body to send, and the headers that describe its encoding. */
export interface EncodedReply {
  readonly body: string | Buffer;
  readonly headers: OutgoingHttpHeaders;
}

const gzipAside = promisify<string | Buffer, Buffer>(gzip);
const VARY: OutgoingHttpHeaders = { vary: 'accept-encoding' };
/** Below this size, compression and its headers cost more than they save. */
const LEAST_BYTES = 1024;
/**
 * For streams: a window of 4 kB holds some messages, which are similar. A thousand compressed streams were measured to take 120 MB.
 * Every message is flushed, so it arrives at once.
 */
const STREAM_OPTIONS = { windowBits: 12, memLevel: 5, flush: constants.Z_SYNC_FLUSH };

export class Compression {
  private readonly counts = { replies: 0, streams: 0, bytesIn: 0, bytesOut: 0 };

  get figures(): CompressionFigures {
    return { ...this.counts };
  }

  /** Returns the body to send, compressed or not, and the headers that describe it. */
  encode(request: IncomingMessage, body: string | Buffer): EncodedReply {
    if (Buffer.byteLength(body) < LEAST_BYTES) {
      return { body, headers: {} };
    }
    return acceptsGzip(request.headers['accept-encoding'])
      ? this.packedReply(body, gzipSync(body))
      : { body, headers: VARY };
  }

  /** The same for a large body: it is compressed beside this thread. */
  async encodeLarge(request: IncomingMessage, body: string | Buffer): Promise<EncodedReply> {
    return acceptsGzip(request.headers['accept-encoding'])
      ? this.packedReply(body, await gzipAside(body))
      : { body, headers: VARY };
  }

  private packedReply(body: string | Buffer, packed: Buffer): EncodedReply {
    this.counts.replies++;
    this.counts.bytesIn += Buffer.byteLength(body);
    this.counts.bytesOut += packed.length;
    return { body: packed, headers: { ...VARY, 'content-encoding': 'gzip' } };
  }

  /** Returns the headers of a stream, to be sent before {@link streamBody}. */
  streamHeaders(request: IncomingMessage): OutgoingHttpHeaders {
    const encoding = acceptsGzip(request.headers['accept-encoding']) && { 'content-encoding': 'gzip' };
    return { vary: 'accept-encoding', ...encoding };
  }

  /** Returns the target for the messages of a stream. It compresses when {@link streamHeaders} announced it. */
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
    // A client that disconnects ends the compressor. An error about the rest of its data is then expected.
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

/** Shared, because a process has one HTTP server. */
export const HTTP_COMPRESSION = new Compression();
