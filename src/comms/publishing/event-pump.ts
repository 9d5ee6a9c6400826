// Publishes the stored events in one line, in order of `seq`, and tells the store what the broker has acknowledged.
import type { StoredEvent } from '../../control/events.js';
import type { Logger } from '../../shared/log.js';
import type { EventSource } from '../journal/event-source.js';
import type { Publisher } from '../mqtt/link.js';
import { Signal } from '../signal.js';
import { steadyMs } from '../steady-clock.js';

/** Less than the twenty messages that mosquitto takes at once: the rest is for replies, alerts and the priority stream. */
const MAX_IN_FLIGHT = 12;
const BATCH = 100;
/** After a refusal of the broker or a failure of the store. */
const RETRY_MS = 1000;
/** Should a notification of the store get lost with it, this is the delay. */
const LOOK_AGAIN_MS = 1000;

interface InFlight {
  readonly event: StoredEvent;
  isAcknowledged: boolean;
}

/** One connection's worth of publishing. */
interface Session {
  readonly link: Publisher;
  /** In order of `seq`; the head is the oldest that is not acknowledged. */
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
  /** What was logged last. */
  private storeFailure: string | undefined;
  private refusal: string | undefined;

  constructor(setup: EventPumpSetup) {
    this.setup = setup;
    setup.source.onStored(() => this.progress.notify());
  }

  /** Begins to publish on a connection. @param after the last `seq` that need not be sent */
  start(link: Publisher, after: number): void {
    this.acknowledgedSeq = after;
    this.oldestKnown = undefined;
    const session: Session = { link, inFlight: [], sent: after };
    this.session = session;
    void this.run(session);
  }

  /** The connection is gone. */
  stop(): void {
    this.session = undefined;
    clearTimeout(this.retry);
    this.progress.notify();
  }

  /** Where publishing stands before the first connection: the last acknowledged `seq`. */
  assume(acknowledged: number): void {
    this.acknowledgedSeq = acknowledged;
  }

  /** Events that are stored and not acknowledged. */
  get outbox(): number {
    return Math.max(0, this.setup.source.storedUpTo - this.acknowledgedSeq);
  }

  /** The last `seq` that was handed to the connection, 0 without one. */
  get sent(): number {
    return this.session?.sent ?? 0;
  }

  /** Wall time of the oldest event of {@link outbox} in milliseconds; null when there is none or it is not known yet. */
  get oldest(): number | null {
    const event = this.session?.inFlight[0]?.event ?? this.oldestKnown;
    return event !== undefined && event.seq > this.acknowledgedSeq ? event.ts : null;
  }

  /** Looks the oldest unacknowledged event up, for {@link oldest}. Never rejects. */
  async lookUpOldest(): Promise<void> {
    if (this.outbox === 0 || this.oldest !== null) {
      return;
    }
    const events = await this.setup.source.eventsAfter(this.acknowledgedSeq, 1).catch(() => []);
    this.oldestKnown = events[0];
  }

  /** Resolves when everything that is stored was acknowledged, or the connection is gone. Bounded by the caller. */
  async drained(): Promise<void> {
    for (let session = this.session; session !== undefined; session = this.session) {
      this.progress.notify();
      const rest = await this.read(session);
      // What was read may have been sent and acknowledged meanwhile: then nothing will wake this up.
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

  /** The broker is there and does not take the event: it is not delivered, so it and what follows go again. */
  private refused({ link }: Session, { event }: InFlight, error: Error): void {
    if (error.message !== this.refusal) {
      this.setup.log.error(`mqtt: the broker refuses event ${event.seq}: ${error.message}; trying again`);
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
        this.setup.log.warn(`mqtt: the store does not give out events: ${message}; trying again`);
      }
      this.storeFailure = message;
      if (this.session === session) {
        await this.progress.wait(RETRY_MS);
      }
      return [];
    }
  }
}
