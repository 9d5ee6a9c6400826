// One subscriber of a stream over HTTP: writes due messages to its connection, and drops messages that the connection is too slow for.
import type { Sink, StreamMessage, Tally } from '../../streams/index.js';
import type { StreamBody } from './compression.js';

export interface SubscriberSetup {
  readonly body: StreamBody;
  /** Messages and bytes that may wait for a slow connection. */
  readonly limit: number;
  readonly backlogBytes: number;
  readonly tally: Tally;
}

const HEARTBEAT = ': still here\n\n';

export class Subscriber implements Sink {
  /** Always false: a subscriber that does not read is disconnected when it takes no heartbeat. */
  readonly isParked = false;
  private readonly setup: SubscriberSetup;
  private unwritten = 0;
  private isBeatOut = false;

  constructor(setup: SubscriberSetup) {
    this.setup = setup;
  }

  get waiting(): number {
    return this.unwritten;
  }

  get limit(): number {
    return this.setup.limit;
  }

  offer(message: StreamMessage, seq: number): void {
    const { body, limit, backlogBytes, tally } = this.setup;
    if (this.unwritten >= limit) {
      tally.drop('queue');
    } else if (body.writableLength > backlogBytes) {
      tally.drop('backlog');
    } else {
      this.unwritten++;
      this.write(`data: ${message.json(seq)}\n\n`, () => {
        this.unwritten--;
        tally.send();
      });
    }
  }

  /** Keeps a silent connection open. Closes it when the last heartbeat was not taken: then the client does not read. */
  beat(): void {
    if (this.isBeatOut) {
      this.setup.body.destroy();
      return;
    }
    this.isBeatOut = true;
    this.write(HEARTBEAT, () => {
      this.isBeatOut = false;
    });
  }

  end(): void {
    this.setup.body.end();
  }

  /** @param taken called when the operating system has taken the text */
  private write(text: string, taken: () => void): void {
    const { body } = this.setup;
    if (!body.destroyed && !body.writableEnded) {
      body.write(text, (error) => {
        if (!error) taken();
      });
    }
  }
}
