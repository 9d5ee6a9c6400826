// Keeps the retained status correct: `online` with the present fields while connected, also after somebody else wrote to the topic.
import { type StatusDocument, type StatusFields, statusDocument } from '../../report/status.js';
import type { Delivered, Publisher } from '../mqtt/link.js';
import type { Will } from '../mqtt/settings.js';
import type { Topics } from '../mqtt/topics.js';

/** Shortest time between two corrections of a foreign `offline`, so that two controllers with one id do not flood the broker. */
const CORRECTION_INTERVAL_MS = 200;

export class StatusKeeper {
  private readonly topics: Topics;
  private readonly wallClock: () => number;
  private fields: StatusFields;
  private link: Publisher | undefined;
  /** True when somebody wrote `offline` and it was not corrected yet. */
  private isWrong = false;
  /** Runs for {@link CORRECTION_INTERVAL_MS} after each correction. */
  private pause: NodeJS.Timeout | undefined;

  /** @param wallClock milliseconds since the epoch */
  constructor(topics: Topics, fields: StatusFields, wallClock: () => number = Date.now) {
    this.topics = topics;
    this.fields = fields;
    this.wallClock = wallClock;
  }

  /** The document that is published while the program runs. */
  get document(): StatusDocument {
    return statusDocument('online', this.wallClock(), this.fields);
  }

  /** The message that the broker publishes when the connection breaks. It has the fields and the time of the connect. */
  get will(): Will {
    return { topic: this.topics.status, payload: this.payload('offline') };
  }

  begin(link: Publisher): void {
    this.link = link;
    this.publish('online');
  }

  end(): void {
    this.link = undefined;
    this.isWrong = false;
    clearTimeout(this.pause);
    this.pause = undefined;
  }

  /** Publishes the status when a field has changed. */
  update(changes: Partial<StatusFields>): void {
    const names = Object.keys(changes) as (keyof StatusFields)[];
    if (names.some((name) => changes[name] !== this.fields[name])) {
      this.fields = { ...this.fields, ...changes };
      this.publish('online');
    }
  }

  /** Takes a live message on the status topic, our own or not. An `offline` there is the will of an earlier connection. */
  seen(payload: Buffer): void {
    if (this.link !== undefined && saysOffline(payload)) {
      this.isWrong = true;
      this.correct();
    }
  }

  private correct(): void {
    if (!this.isWrong || this.pause !== undefined) {
      return;
    }
    this.isWrong = false;
    this.publish('online');
    this.pause = setTimeout(() => {
      this.pause = undefined;
      this.correct();
    }, CORRECTION_INTERVAL_MS);
  }

  /** The program ends and its outputs are safe: publishes `offline` with the state in which the plant is left. */
  endInOrder(delivered: Delivered): void {
    const { plant } = this.fields;
    this.fields = { ...this.fields, plant: plant === 'tripped' ? 'tripped' : 'standby' };
    this.goOffline(delivered);
  }

  /** Publishes `offline`, the last message on this connection. Nothing is published after it. */
  goOffline(delivered: Delivered): void {
    const link = this.link;
    this.publish('offline', delivered);
    this.end();
    if (link === undefined) {
      delivered();
    }
  }

  private publish(state: StatusDocument['state'], delivered?: Delivered): void {
    this.link?.publish({ topic: this.topics.status, payload: this.payload(state), retain: true }, delivered);
  }

  private payload(state: StatusDocument['state']): string {
    return JSON.stringify(statusDocument(state, this.wallClock(), this.fields));
  }
}

function saysOffline(payload: Buffer): boolean {
  try {
    const document: unknown = JSON.parse(payload.toString('utf8'));
    return (
      typeof document === 'object' && document !== null && 'state' in document && document.state === 'offline'
    );
  } catch {
    return false;
  }
}
