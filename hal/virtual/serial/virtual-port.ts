// A serial port in memory. The device that is plugged into it sends and receives lines, until it is unplugged.
import { HalError } from '../../hal.js';
import type { LinkEvents, OpenLink } from '../../linux/serial/port/link.js';

/** The device that is plugged into a port. */
export interface PortDevice {
  /** Receives a line from the controller, with its line end. */
  receive(line: string): void;
  /** The controller has reopened the port, which restarts some boards. Not called for the first opening. */
  reopened(): void;
}

export class VirtualSerialPort {
  private isPlugged = true;
  private openings = 0;
  private events: LinkEvents | null = null;

  constructor(
    private readonly path: string,
    private readonly device: PortDevice,
  ) {}

  /** Pass this to a HAL as `openSerialLink`. */
  readonly open: OpenLink = async (_config, events) => {
    if (!this.isPlugged) throw new HalError('not_found', `${this.path} is unplugged.`, 'Plug it in.');
    // A new object, which identifies this opening.
    const opening: LinkEvents = {
      chunk: (bytes) => events.chunk(bytes),
      gone: (reason) => events.gone(reason),
    };
    this.events = opening;
    this.openings++;
    if (this.openings > 1) this.device.reopened();
    const isOpen = () => this.events === opening;
    return {
      write: (line) => {
        if (isOpen()) this.device.receive(line);
        return isOpen();
      },
      flush: () => {},
      close: async () => {
        if (isOpen()) this.events = null;
      },
    };
  };

  /** The device sends. The bytes are lost when the port is not open. */
  send(bytes: Buffer): void {
    this.events?.chunk(bytes);
  }

  /** The operating system reports that the port is gone, and does not find it until {@link plugIn}. */
  unplug(): void {
    this.isPlugged = false;
    const events = this.events;
    this.events = null;
    events?.gone('the port was unplugged');
  }

  plugIn(): void {
    this.isPlugged = true;
  }
}
