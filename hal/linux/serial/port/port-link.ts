// The binding to the operating system: one opening of a serial port. All calls have a time limit, and errors become events.
import { writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { SerialPort } from 'serialport';
import { atMost } from '../../at-most.js';
import type { LinkEvents, OpenLink, SerialLink } from './link.js';
import { openPort } from './open-port.js';

const CLOSE_TIMEOUT_MS = 1000;
/** Longest wait for the last line at closing. After this time nobody reads at the other end. */
const LAST_LINE_MS = 200;
const LAST_LINE_PAUSE_MS = 10;
const NOTHING: Buffer = Buffer.alloc(0);

export const openPortLink: OpenLink = async (config, events) => new PortLink(await openPort(config), events);

/**
 * Reads through the library, but writes to the descriptor directly, which the library opened as non-blocking. While the library
 * waits until it can write, it reads nothing, so a device that accepts no data would also not be heard.
 */
class PortLink implements SerialLink {
  private closing: Promise<void> | null = null;
  /** The rest of a line that was sent in part. */
  private rest = NOTHING;
  private waiting = NOTHING;

  constructor(
    private readonly port: SerialPort,
    private readonly events: LinkEvents,
  ) {
    const gone = (error?: Error | null): void => this.gone(error?.message ?? 'the port was closed');
    port.on('error', gone);
    port.on('close', gone);
    port.on('data', (chunk: Buffer) => {
      if (this.closing === null) {
        events.chunk(chunk);
      }
    });
  }

  write(line: string): boolean {
    if (this.closing !== null || !this.port.isOpen) {
      return false;
    }
    this.push();
    const isFirst = this.waiting.length === 0;
    this.waiting = Buffer.from(line, 'latin1');
    return this.push() && isFirst;
  }

  flush(): void {
    if (this.closing === null && this.port.isOpen) {
      this.port.flush(ignoreError);
    }
  }

  close(): Promise<void> {
    this.closing ??= atMost(CLOSE_TIMEOUT_MS, this.finish());
    return this.closing;
  }

  private gone(reason: string): void {
    if (this.closing === null) {
      this.events.gone(reason);
    }
  }

  /** Sends as much of the waiting data as the port accepts. @returns false when the port is gone */
  private push(): boolean {
    try {
      this.rest = this.leaveOf(this.rest);
      if (this.rest.length === 0) {
        const left = this.leaveOf(this.waiting);
        const hasBegun = left.length < this.waiting.length;
        this.rest = hasBegun ? left : NOTHING;
        this.waiting = hasBegun ? NOTHING : this.waiting;
      }
      return true;
    } catch (error) {
      this.rest = NOTHING;
      this.waiting = NOTHING;
      this.gone((error as Error).message);
      return false;
    }
  }

  /** Writes as much as the port accepts. @returns the bytes that are left; throws when the port is gone */
  private leaveOf(bytes: Buffer): Buffer {
    const fd = descriptorOf(this.port);
    if (bytes.length === 0 || fd === null) {
      return bytes;
    }
    try {
      return bytes.subarray(writeSync(fd, bytes));
    } catch (error) {
      if (MAY_PASS.includes((error as NodeJS.ErrnoException).code ?? '')) {
        return bytes;
      }
      throw error;
    }
  }

  private async finish(): Promise<void> {
    for (let leftMs = LAST_LINE_MS; leftMs > 0 && this.port.isOpen; leftMs -= LAST_LINE_PAUSE_MS) {
      this.push();
      if (this.rest.length + this.waiting.length === 0) {
        break;
      }
      await delay(LAST_LINE_PAUSE_MS);
    }
    await new Promise<void>((resolve) => {
      this.port.once('close', () => resolve());
      // A removed port calls back with an error or never. A port that is already closing emits `close` later.
      this.port.close(() => {
        if (!this.port.closing) {
          resolve();
        }
      });
    });
  }
}

/** Error codes of a port that accepts no data at the moment. */
const MAY_PASS = ['EAGAIN', 'EWOULDBLOCK', 'EINTR'];

/** The descriptor of the port; null when it is closed. */
function descriptorOf({ port }: SerialPort): number | null {
  return port !== undefined && 'fd' in port ? port.fd : null;
}

/** A failed flush leaves old input, which later checks drop. */
function ignoreError(): void {}
