// Publishes alerts and events on a connection in this order: the current alerts, the events that wait, then new events.
import type { Logger } from '../../shared/log.js';
import type { EventSource } from '../journal/event-source.js';
import type { Publisher } from '../mqtt/link.js';
import type { Topics } from '../mqtt/topics.js';
import { steadyMs } from '../steady-clock.js';
import { AlertBoard } from './alert-board.js';
import { EventPump } from './event-pump.js';

/** Pause before the store is asked again while it is being restarted. */
const RETRY_MS = 500;

/** Events that may be under way while messages of an outage are sent again. */
const MAX_EVENTS_BESIDE = 4;

export interface DeliverySetup {
  readonly source: EventSource;
  readonly topics: Topics;
  readonly rules: ReadonlySet<string>;
  readonly log: Logger;
}

/** Delivers alerts and events from the store. The caller publishes status and meta before {@link begin}. */
export class Delivery {
  readonly pump: EventPump;
  private readonly source: EventSource;
  private readonly board: AlertBoard;
  private link: Publisher | undefined;
  /** Time of the last loss of a connection, milliseconds of the steady clock; null before the first loss. */
  private lossAtMs: number | null = null;
  /** The `seq` after which the first connection of this log continues; undefined until the store has answered. */
  private firstPoint: number | undefined;
  /** True when the publishing of events has begun on the present connection. */
  private hasBegun = false;
  /** Resolves when the publishing of events has begun on the present connection. */
  private starting: Promise<void> = Promise.resolve();

  constructor({ source, topics, rules, log }: DeliverySetup) {
    this.source = source;
    this.board = new AlertBoard({ source, topics, rules, log });
    this.pump = new EventPump({
      source,
      topic: topics.events,
      log,
      onSent: (event, link) => this.board.event(event, link),
    });
    source.onStored(() => this.board.stored(this.pump.sent));
  }

  /** Asks the store where the first connection will continue. From then on the number of waiting events is known. */
  async prepare(): Promise<void> {
    const point = await this.resumePoint(() => this.link === undefined);
    if (point !== undefined && this.link === undefined) {
      this.firstPoint = point;
      this.pump.assume(point);
    }
  }

  /** Takes over the configured rules, and clears the retained alerts of those that were removed. */
  configureRules(rules: readonly string[], removed: readonly string[]): void {
    this.board.configure(rules, removed);
  }

  /** False until the alerts and the events that waited are delivered. Events that the broker refuses do not count. */
  get isCaughtUp(): boolean {
    return this.hasBegun && (this.pump.outbox <= MAX_EVENTS_BESIDE || this.pump.isRefused);
  }

  begin(link: Publisher): void {
    this.link = link;
    this.hasBegun = false;
    this.starting = this.run(link);
  }

  end(): void {
    if (this.link !== undefined) {
      this.lossAtMs = steadyMs();
    }
    this.link = undefined;
    this.board.end();
    this.pump.stop();
  }

  /** Resolves when the broker has acknowledged all stored events, or the connection is lost. The caller limits the wait. */
  async drained(): Promise<void> {
    await this.starting;
    await this.pump.drained();
  }

  /** To be called when the store has another log: begins again with its events. */
  restart(): void {
    const link = this.link;
    this.end();
    this.lossAtMs = null;
    this.firstPoint = undefined;
    this.pump.assume(0);
    if (link !== undefined) {
      this.begin(link);
    } else {
      void this.prepare();
    }
  }

  private async run(link: Publisher): Promise<void> {
    const after = this.firstPoint ?? (await this.resumePoint(() => this.link === link));
    this.firstPoint = undefined;
    await this.board.begin(link);
    if (this.link === link && after !== undefined) {
      this.pump.start(link, after);
      this.hasBegun = true;
    }
  }

  private async resumePoint(isWanted: () => boolean): Promise<number | undefined> {
    while (isWanted()) {
      try {
        return await this.source.resumePoint(this.lossAtMs);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
    return undefined;
  }
}
