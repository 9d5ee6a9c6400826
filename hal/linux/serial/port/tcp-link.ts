// One connection to a serial port behind a TCP server (ser2net, a serial device server, a network bridge of a sensor).
import { connect, type Socket } from 'node:net';
import { HalError } from '../../../hal.js';
import { atMost } from '../../at-most.js';
import type { LinkEvents, OpenLink, SerialLink } from './link.js';
import { tcpAddress } from './tcp-address.js';

const CONNECT_TIMEOUT_MS = 3000;
const CLOSE_TIMEOUT_MS = 1000;
/** Longest wait for the last line at closing. */
const LAST_LINE_MS = 200;
/** First probe of a connection on which nothing is sent. The system then probes each second, ten times. */
const KEEPALIVE_MS = 5000;
/** With more bytes than this on the way, the next line waits and is replaced by newer ones. */
const LONGEST_QUEUE_BYTES = 256;

/** Rejects with `not_found` for every failure: the other end may come back. */
export const openTcpLink: OpenLink = async ({ path }, events) =>
  new TcpLink(await openConnection(path), events);

/** Connects to `tcp://host:port`. Rejects with a {@link HalError}. */
export function openConnection(path: string): Promise<Socket> {
  const { host, port } = tcpAddress(path)!;
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      keepAlive: true,
      keepAliveInitialDelay: KEEPALIVE_MS,
      noDelay: true,
    });
    const fail = (why: string) => {
      socket.destroy();
      const fix = 'Check address and port, the network, and that no other client uses the port.';
      reject(new HalError('not_found', `${path} cannot be reached: ${why}.`, fix));
    };
    const timer = setTimeout(
      () => fail(`no answer within ${CONNECT_TIMEOUT_MS / 1000} s`),
      CONNECT_TIMEOUT_MS,
    );
    const onError = (error: Error) => {
      clearTimeout(timer);
      fail(error.message);
    };
    socket.once('error', onError);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', onError);
      resolve(socket);
    });
  });
}

/**
 * A connection whose other end has vanished looks open for a long time. On a port with records `silence` ends it. On one that only
 * writes, the system ends it when nothing was acknowledged for some minutes.
 */
class TcpLink implements SerialLink {
  private closing: Promise<void> | null = null;
  private waiting = '';

  constructor(
    private readonly socket: Socket,
    private readonly events: LinkEvents,
  ) {
    let reason = 'the other end closed the connection';
    socket.on('error', (error) => {
      reason = error.message;
    });
    socket.on('close', () => {
      if (this.closing === null) this.events.gone(reason);
    });
    socket.on('data', (chunk: Buffer) => {
      if (this.closing === null) events.chunk(chunk);
    });
  }

  write(line: string): boolean {
    if (this.closing !== null || this.socket.destroyed) return false;
    this.push();
    const isFirst = this.waiting === '';
    this.waiting = line;
    this.push();
    return isFirst;
  }

  /** What has arrived cannot be taken back from the system. Later checks drop what is old. */
  flush(): void {}

  close(): Promise<void> {
    this.closing ??= atMost(CLOSE_TIMEOUT_MS, this.finish());
    return this.closing;
  }

  private push(): void {
    const { socket } = this;
    if (this.waiting === '' || socket.writableLength > LONGEST_QUEUE_BYTES) return;
    socket.write(this.waiting, 'latin1');
    this.waiting = '';
  }

  private async finish(): Promise<void> {
    const { socket } = this;
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    if (socket.destroyed) return;
    socket.end(this.waiting, 'latin1');
    await atMost(LAST_LINE_MS, ended);
    socket.destroy();
    await ended;
  }
}
