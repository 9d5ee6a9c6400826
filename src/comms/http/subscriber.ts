// One subscriber of the stream: writes what is due to its connection, and leaves out what it is too slow for.
import type { ServerResponse } from 'node:http';
import type { StreamGroup } from './stream-group.js';

export interface SubscriberSetup {
  readonly response: ServerResponse;
  readonly group: StreamGroup;
  /** Messages, and bytes, that may wait for a slow connection. */
  readonly bufferSize: number;
  readonly backlogBytes: number;
  /** A message was left out. */
  readonly onDropped: () => void;
}

const HEARTBEAT = ': still here\n\n';

export class Subscriber {
  private readonly setup: SubscriberSetup;
  private firstOrdinal: number | undefined;
  private waiting = 0;
  private isBeatOut = false;

  constructor(setup: SubscriberSetup) {
    this.setup = setup;
  }

  /** `seq` begins at 1. What is left out, here or before it came here, is missing from it. */
  readonly frame = (frame: Float64Array): void => {
    const message = this.setup.group.at(frame);
    if (message === undefined) {
      return;
    }
    const { response, bufferSize, backlogBytes, onDropped } = this.setup;
    const { ordinal, beforeSeq, afterSeq } = message;
    this.firstOrdinal ??= ordinal;
    if (this.waiting >= bufferSize || response.writableLength > backlogBytes) {
      onDropped();
      return;
    }
    this.#write(`${beforeSeq}${ordinal - this.firstOrdinal + 1}${afterSeq}`, () => {
      this.waiting--;
    });
    this.waiting++;
  };

  /** Keeps the connection open through silence; cuts it when the last heartbeat is not through yet: nobody reads there. */
  beat(): void {
    if (this.isBeatOut) {
      this.setup.response.destroy();
      return;
    }
    this.isBeatOut = true;
    this.#write(HEARTBEAT, () => {
      this.isBeatOut = false;
    });
  }

  end(): void {
    this.setup.response.end();
  }

  /** @param taken called when the operating system has it */
  #write(text: string, taken: () => void): void {
    const { response } = this.setup;
    if (!response.destroyed && !response.writableEnded) {
      response.write(text, taken);
    }
  }
}
