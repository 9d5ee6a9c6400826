// The interface of one opening of a serial port, on this machine or behind a TCP connection.
import type { LineSettings } from '../schema.js';

/** Events of an open link. There are none after a call of {@link SerialLink.close}. */
export interface LinkEvents {
  chunk(bytes: Buffer): void;
  /** The operating system reports that the port is gone. */
  gone(reason: string): void;
}

export interface SerialLink {
  /**
   * Sends a line. While the port accepts no data, the line waits for the next call and replaces a line that waited before, so the
   * newest line is always sent. Does not block. @returns false when a line was lost: this one or one that waited
   */
  write(line: string): boolean;
  /** Asks the kernel to drop the input that it has received. */
  flush(): void;
  /**
   * Sends the newest line, and closes. Resolves when the port is closed, or after a time limit when the
   * driver does not report that.
   */
  close(): Promise<void>;
}

/** Opens a port. Rejects with a {@link HalError}; with `not_found` a later attempt can succeed. */
export type OpenLink = (config: LineSettings, events: LinkEvents) => Promise<SerialLink>;
