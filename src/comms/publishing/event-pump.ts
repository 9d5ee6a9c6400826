// Publishes the stored events in order of `seq`, and reports to the store which ones the broker has acknowledged.

import type { Logger } from '../../shared/log.js';
import type { StoredEvent } from '../../vocabulary/events.js';
import type { EventSource } from '../journal/event-source.js';
import type { Publisher } from '../mqtt/link.js';
import { Signal } from '../signal.js';
import { steadyMs } from '../steady-clock.js';

/** Less than the twenty messages that mosquitto takes at once. The rest is left for replies, alerts and the priority stream. */
const MAX_IN_FLIGHT = 12;
const BATCH = 100;
/** Pause after a refusal by the broker or a failure of the store. */
const RETRY_MS = 1000;
/** A crash of the store may lose its notification of new events, so it is asked at this interval as well. */
const LOOK_AGAIN_MS = 1000;

interface InFlight {
  readonly event: StoredEvent;
  isAcknowledged: boolean;
}

/** The publishing on one connection. */
interface Session {
  readonly link: Publisher;
  /** In order of `seq`. The first one is the oldest that is not acknowledged. */
  readonly inFlight: InFlight[];
  sent: number;
}

export interface EventPumpSetup {
  readonly source: EventSource;
  readonly topic: string;
  readonly log: Logger;
  /** Called for each event when it has been handed to the connection. */
  readonly onSent: (event: StoredEvent, link: Publisher) => void;
}

export class EventPump {
  private readonly setup: EventPumpSetup;
  private readonly progress = new Signal();
  private session: Session | undefined;
  private acknowledgedSeq = 0;
  private oldestKnown: StoredEvent | undefined;
  private retry: NodeJS.Timeout | undefined;
  /** The failures that were logged last, so that each is logged once. */
  private storeFailure: string | undefined;
  private refusal: string | undefined;

  constructor(setup: EventPumpSetup) {
    this.setup = setup;
    setup.source.onStored(() => this.progress.notify());
  }

  /** Begins to publish on a connection. @param after the `seq` after which to begin */
  start(link: Publisher, after: number): void {
    this.acknowledgedSeq = after;
    this.oldestKnown = undefined;
    const session: Session = { link, inFlight: [], sent: after };
    this.session = session;
    void this.run(session);
  }

  /** To be called when the connection is lost. */
  stop(): void {
    this.session = undefined;
    clearTimeout(this.retry);
    this.progress.notify();
  }

  /** Sets the last acknowledged `seq` before there is a connection. */
  assume(acknowledged: number): void {
    this.acknowledgedSeq = acknowledged;
  }

  /** Number of events that are stored and not acknowledged. */
  get outbox(): number {
    return Math.max(0, this.setup.source.storedUpTo - this.acknowledgedSeq);
  }

  /** True while the broker refuses events. They are tried again once a second. */
  get isRefused(): boolean {
    return this.refusal !== undefined;
  }

  /** The last `seq` that was handed to the connection; 0 while there is no connection. */
  get sent(): number {
    return this.session?.sent ?? 0;
  }

  /** Wall time of the oldest event of {@link outbox}, milliseconds since the epoch; null when there is none or it is not known yet. */
  get oldest(): number | null {
    const event = this.session?.inFlight[0]?.event ?? this.oldestKnown;
    return event !== undefined && event.seq > this.acknowledgedSeq ? event.ts : null;
  }

  /** Reads the oldest unacknowledged event from the store, for {@link oldest}. Never rejects. */
  async lookUpOldest(): Promise<void> {
    if (this.outbox === 0 || this.oldest !== null) {
      return;
    }
    const events = await this.setup.source.eventsAfter(this.acknowledgedSeq, 1).catch(() => []);
    this.oldestKnown = events[0];
  }

  /** Resolves when the broker has acknowledged all stored events, or the connection is lost. The caller limits the wait. */
  async drained(): Promise<void> {
    for (let session = this.session; session !== undefined; session = this.session) {
      this.progress.notify();
      const rest = await this.read(session);
      // The events that were read may have been sent and acknowledged meanwhile. Then no signal would come.
      const isAllSent = rest.every(({ seq }) => seq <= session.sent);
      if (!isAllSent || session.inFlight.length > 0) {
        await this.progress.wait(LOOK_AGAIN_MS);
      } else if (rest.length === 0) {
        return;
      }
    }
  }

  private async run(session: Session): Promise<void> {
    while (this.session === session) {
      const events = await this.read(session);
      for (const event of events) {
        while (this.session === session && session.inFlight.length >= MAX_IN_FLIGHT) {
          await this.progress.wait(LOOK_AGAIN_MS);
        }
        if (this.session !== session) {
          return;
        }
        this.send(session, event);
      }
      if (events.length === 0 && this.session === session) {
        await this.progress.wait(LOOK_AGAIN_MS);
      }
    }
  }

  private send(session: Session, event: StoredEvent): void {
    const { log, seq, ts, type, data, origin } = event;
    const entry: InFlight = { event, isAcknowledged: false };
    session.inFlight.push(entry);
    session.sent = seq;
    const payload = JSON.stringify({ log, seq, ts, type, data, origin });
    session.link.publish({ topic: this.setup.topic, payload }, (error) => {
      if (this.session !== session) {
        return;
      }
      if (error?.code === 'refused') {
        this.refused(session, entry, error);
      } else if (error === undefined) {
        entry.isAcknowledged = true;
        this.acknowledge(session);
      }
    });
    this.setup.onSent(event, session.link);
  }

  private acknowledge(session: Session): void {
    const before = this.acknowledgedSeq;
    while (session.inFlight[0]?.isAcknowledged) {
      this.acknowledgedSeq = session.inFlight.shift()!.event.seq;
    }
    if (this.acknowledgedSeq !== before) {
      this.refusal = undefined;
      this.setup.source.acknowledged(this.acknowledgedSeq, steadyMs());
    }
    this.progress.notify();
  }

  /** The broker refuses the event, so it is not delivered. It and the events after it are sent again later. */
  private refused({ link }: Session, { event }: InFlight, error: Error): void {
    if (error.message !== this.refusal) {
      this.setup.log.warn(
        `mqtt: event ${event.seq} waits, because the broker refuses it: ${error.message}; trying again`,
      );
    }
    this.refusal = error.message;
    this.session = undefined;
    this.retry = setTimeout(() => this.start(link, this.acknowledgedSeq), RETRY_MS);
  }

  private async read(session: Session): Promise<readonly StoredEvent[]> {
    try {
      const events = await this.setup.source.eventsAfter(session.sent, BATCH);
      this.storeFailure = undefined;
      return events;
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.storeFailure) {
        this.setup.log.warn(`mqtt: cannot read events from the store: ${message}; trying again`);
      }
      this.storeFailure = message;
      if (this.session === session) {
        await this.progress.wait(RETRY_MS);
      }
      return [];
    }
  }
}
