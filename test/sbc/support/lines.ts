// A connection to a Unix socket, as lines of text.
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const PATIENCE_MS = 10_000;
const POLL_MS = 50;

/** Lifecycle: {@link LineSocket.connect}, any number of lines, {@link close}. */
export class LineSocket {
  private rest = '';

  private constructor(
    private readonly socket: Socket,
    onLine: (line: string) => void,
    filter: (text: string) => string,
  ) {
    socket.setEncoding('latin1').on('data', (text: string) => {
      const lines = (this.rest + filter(text)).split('\n');
      this.rest = lines.pop() ?? '';
      for (const line of lines) onLine(line.replace(/\r$/, ''));
    });
    // The machine behind the socket was switched off.
    socket.on('error', () => socket.destroy());
  }

  /** Connects as soon as somebody listens at the path. `filter` sees each text before it is split into lines. */
  static async connect(
    path: string,
    onLine: (line: string) => void,
    filter: (text: string) => string = (text) => text,
  ): Promise<LineSocket> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        return new LineSocket(await open(path), onLine, filter);
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await delay(POLL_MS);
      }
    }
  }

  send(text: string): void {
    if (!this.socket.destroyed) this.socket.write(text, 'latin1');
  }

  close(): void {
    this.socket.destroy();
  }
}

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket.off('error', reject)));
    socket.once('error', reject);
  });
}
