// What happens on a new connection, in its order: retained topics and alerts first, then the events that wait, then new ones.
import type { Logger } from '../../shared/log.js';
import type { EventSource } from '../journal/event-source.js';
import type { Publisher } from '../mqtt/link.js';
import type { Topics } from '../mqtt/topics.js';
import { steadyMs } from '../steady-clock.js';
import { AlertBoard } from './alert-board.js';
import { EventPump } from './event-pump.js';

/** A store that is being restarted is asked again. */
const RETRY_MS = 500;

export interface DeliverySetup {
  readonly source: EventSource;
  readonly topics: Topics;
  readonly rules: ReadonlySet<string>;
  readonly log: Logger;
}

/** Delivers alerts and events out of the store; the caller publishes status and meta before it begins. */
export class Delivery {
  readonly pump: EventPump;
  private readonly source: EventSource;
  private readonly board: AlertBoard;
  private link: Publisher | undefined;
  /** When the last connection was lost; null before the first loss. */
  private lossAtMs: number | null = null;
  /** Where the first connection of this log goes on, once the store has told. */
  private firstPoint: number | undefined;
  /** Settled when the present connection's events are on their way. */
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

  /** Asks the store where the first connection will go on: from then on it is known how many events wait. */
  async prepare(): Promise<void> {
    const point = await this.resumePoint(() => this.link === undefined);
    if (point !== undefined && this.link === undefined) {
      this.firstPoint = point;
      this.pump.assume(point);
    }
  }

  /** Other rules are configured; the retained alerts of those that were removed go. */
  configureRules(rules: readonly string[], removed: readonly string[]): void {
    this.board.configure(rules, removed);
  }

  begin(link: Publisher): void {
    this.link = link;
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

  /** Resolves when everything that is stored was acknowledged, or the connection is gone. Bounded by the caller. */
  async drained(): Promise<void> {
    await this.starting;
    await this.pump.drained();
  }

  /** The store gives out events of another log. */
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
