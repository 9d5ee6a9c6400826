// The binding to the operating system: one opening of a serial port, with every call bounded and no exception left over.
import { SerialPort } from 'serialport';
import { HalError } from '../../hal.js';
import { DEFAULT_BAUD_RATE, type SerialPortConfig } from './config.js';

/** What an open link tells its owner. Nothing is told any more once {@link SerialLink.close} was called. */
export interface LinkEvents {
  chunk(bytes: Buffer): void;
  /** The operating system reports that the port is gone. */
  gone(reason: string): void;
}

export interface SerialLink {
  /** Sends a line unless the one before has not left yet. Never waits, never queues. @returns whether it was taken */
  write(line: string): boolean;
  /** Asks the kernel to forget what it received. */
  flush(): void;
  /** Resolves when the port is closed, or after {@link CLOSE_TIMEOUT_MS} when the driver does not say so. */
  close(): Promise<void>;
}

/** Opens a port. Rejects with a {@link HalError}; `not_found` means that waiting can mend it. */
export type OpenLink = (config: SerialPortConfig, events: LinkEvents) => Promise<SerialLink>;

const CLOSE_TIMEOUT_MS = 1000;

/** What of a port's configuration concerns the line itself. */
export type LineSettings = Pick<SerialPortConfig, 'path' | 'baudRate' | 'dataBits' | 'parity' | 'stopBits'>;

export const openSerialLink: OpenLink = async (config, events) =>
  new PortLink(await openPort(config), events);

/** Opens a port, which is then this program's alone. Rejects with a {@link HalError}. */
export function openPort(settings: LineSettings): Promise<SerialPort> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({
      path: settings.path,
      baudRate: settings.baudRate ?? DEFAULT_BAUD_RATE,
      dataBits: settings.dataBits ?? 8,
      parity: settings.parity ?? 'none',
      stopBits: settings.stopBits ?? 1,
      autoOpen: false,
    });
    port.open((error) => {
      if (error) {
        reject(explainOpenError(error, settings.path));
      } else {
        resolve(port);
      }
    });
  });
}

class PortLink implements SerialLink {
  private closing: Promise<void> | null = null;

  constructor(
    private readonly port: SerialPort,
    events: LinkEvents,
  ) {
    const gone = (error?: Error | null): void => {
      if (this.closing === null) {
        events.gone(error?.message ?? 'the port was closed');
      }
    };
    port.on('error', gone);
    port.on('close', gone);
    port.on('data', (chunk: Buffer) => {
      if (this.closing === null) {
        events.chunk(chunk);
      }
    });
  }

  write(line: string): boolean {
    if (this.closing !== null || !this.port.isOpen || this.port.writableLength > 0) {
      return false;
    }
    this.port.write(line, 'latin1');
    return true;
  }

  flush(): void {
    if (this.closing === null && this.port.isOpen) {
      this.port.flush(ignoreError);
    }
  }

  close(): Promise<void> {
    this.closing ??= new Promise((resolve) => {
      const timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
      const done = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.port.once('close', done);
      // A port that is gone calls back with an error, or never; one that is closing already says `close` later.
      this.port.close(() => {
        if (!this.port.closing) {
          done();
        }
      });
    });
    return this.closing;
  }
}

/** A failed flush leaves old input behind, which the checks behind it drop. */
function ignoreError(): void {}

/** The native binding reports errors of the system as text only. */
function explainOpenError(error: Error, path: string): HalError {
  const text = error.message;
  const options = { cause: error };
  if (/cannot lock port|resource busy|temporarily unavailable/i.test(text)) {
    const fix = `Stop the other program (\`fuser ${path}\` names it), or configure another path.`;
    return new HalError('in_use', `${path} is in use by another program.`, fix, options);
  }
  if (/permission denied|not permitted/i.test(text)) {
    const fix = 'Add the user to the group dialout (`usermod -aG dialout USER`) and log in again.';
    return new HalError('not_permitted', `${path} must not be opened by this user.`, fix, options);
  }
  if (/no such (file|device)|input\/output error/i.test(text)) {
    const fix = 'Plug the device in, or correct the path (`ls /dev/serial/by-id/` lists what is there).';
    return new HalError('not_found', `${path} is not there.`, fix, options);
  }
  const fix = 'Check that the path names a serial port that can do the configured line settings.';
  return new HalError('failed', `${path} cannot be opened: ${text}.`, fix, options);
}
