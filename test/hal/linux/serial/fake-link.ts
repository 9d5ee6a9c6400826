// A fake serial port: the test sends bytes, reads lines, and controls the result of an opening.
import type { LinkEvents, OpenLink, SerialLink } from '../../../../hal/linux/serial/port/link.js';

export class FakePort {
  /** The result of the next openings: they resolve, or reject with this error. */
  refusal: Error | null = null;
  openings = 0;
  flushes = 0;
  writable = true;
  readonly sent: string[] = [];
  private events: LinkEvents | null = null;

  readonly open: OpenLink = async (_config, events) => {
    this.openings++;
    if (this.refusal !== null) {
      throw this.refusal;
    }
    this.events = events;
    const link: SerialLink = {
      write: (line) => {
        if (this.writable) {
          this.sent.push(line);
        }
        return this.writable;
      },
      flush: () => {
        this.flushes++;
      },
      close: async () => {
        if (this.events === events) {
          this.events = null;
        }
      },
    };
    return link;
  };

  get isOpen(): boolean {
    return this.events !== null;
  }

  receive(text: string): void {
    this.events?.chunk(Buffer.from(text, 'latin1'));
  }

  unplug(reason = 'gone'): void {
    const events = this.events;
    this.events = null;
    events?.gone(reason);
  }
}

/** Lets promises that are ready run. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) {
    await Promise.resolve();
  }
}
