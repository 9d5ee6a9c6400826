// A serial port in memory: what is plugged into it sends and receives, until somebody pulls the plug.
import { HalError } from '../../hal.js';
import type { LinkEvents, OpenLink } from '../../linux/serial/link.js';

/** What is plugged into a port. */
export interface PortDevice {
  /** A line from the controller, with its end. */
  receive(line: string): void;
  /** The controller has opened the port again: boards start anew then. Not told of the first opening. */
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

  /** What a HAL is given for `openSerialLink`. */
  readonly open: OpenLink = async (_config, events) => {
    if (!this.isPlugged) throw new HalError('not_found', `${this.path} is unplugged.`, 'Plug it in.');
    // An object of its own: it stands for this opening alone.
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

  /** The device sends; what nobody listens to is lost. */
  send(bytes: Buffer): void {
    this.events?.chunk(bytes);
  }

  /** The operating system reports the port as gone, and does not find it again until {@link plugIn}. */
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
