// The embedded broker of the demo: MQTT 3.1.1 on a loopback address, in memory, for users who have no broker yet.
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import { isLoopback } from '../loopback.js';
import type { BrokerErrorCode } from './protocol.js';

/** Why the broker could not be started. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly code: BrokerErrorCode;

  constructor(code: BrokerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A client that reads nothing for this time is disconnected, so that its messages do not pile up. */
const SLOW_CLIENT_MS = 10_000;

export class EmbeddedBroker {
  private readonly aedes: Aedes;
  private readonly server: Server;
  /** All connections, including those without a CONNECT yet, which aedes does not count as clients. */
  private readonly sockets = new Set<Socket>();

  private constructor(aedes: Aedes) {
    this.aedes = aedes;
    // Without Nagle's algorithm: a small message must not wait for the acknowledgement of the one before.
    this.server = createServer({ noDelay: true }, (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      aedes.handle(socket);
    });
  }

  /**
   * @param port 0 takes a free one
   * @throws BrokerError `in_use` when another program listens there, `failed` for any other reason
   */
  static async start(host: string, port: number): Promise<EmbeddedBroker> {
    if (!isLoopback(host)) {
      throw new BrokerError(
        'failed',
        `the embedded broker listens on loopback addresses only, not on ${host}`,
      );
    }
    const broker = new EmbeddedBroker(await Aedes.createBroker({ drainTimeout: SLOW_CLIENT_MS }));
    try {
      broker.server.listen(port, host);
      await once(broker.server, 'listening');
    } catch (error) {
      await new Promise<void>((resolve) => broker.aedes.close(resolve));
      const { code, message } = error as NodeJS.ErrnoException;
      throw code === 'EADDRINUSE'
        ? new BrokerError('in_use', `${host}:${port} is in use by another program`, { cause: error })
        : new BrokerError('failed', `cannot listen on ${host}:${port}: ${message}`, { cause: error });
    }
    return broker;
  }

  get port(): number {
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  /** Cuts all connections and frees the port. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    await new Promise<void>((resolve) => this.aedes.close(resolve));
    for (const socket of this.sockets) {
      socket.destroy();
    }
    await closed;
  }
}
