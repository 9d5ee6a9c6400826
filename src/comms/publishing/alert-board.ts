// Keeps the retained alert topics equal to the alarms as the store knows them.
import type { Alert, StoredEvent } from '../../control/events.js';
import type { Logger } from '../../shared/log.js';
import type { EventSource } from '../journal/event-source.js';
import type { Publisher } from '../mqtt/link.js';
import type { Topics } from '../mqtt/topics.js';

/** A store that is being restarted is asked again. */
const RETRY_MS = 500;

export interface AlertBoardSetup {
  readonly source: EventSource;
  readonly topics: Topics;
  /** Every rule that can fire with this configuration, the built-in ones included. */
  readonly rules: ReadonlySet<string>;
  readonly log: Logger;
}

/**
 * After a connect the current alerts are read from the store and published; from then on each alert event is published as it
 * passes by. While older events are still being delivered, new alerts would come late that way, so the store is asked again.
 */
export class AlertBoard {
  private readonly setup: AlertBoardSetup;
  /** Those that can fire, and those that did. */
  private readonly rules: Set<string>;
  /** Those that were taken out of the configuration: what is still told of them is their end. */
  private readonly removed = new Set<string>();
  private link: Publisher | undefined;
  /** Rule to payload, as published on this connection. */
  private readonly published = new Map<string, string>();
  /** Events up to this `seq` are in the alerts that were read. */
  private readUpTo = 0;
  private isReading = false;
  private isReadAgain = false;

  constructor(setup: AlertBoardSetup) {
    this.setup = setup;
    this.rules = new Set(setup.rules);
  }

  /** Publishes the current state of every alert. Resolves when all are handed over, or the connection is gone. */
  async begin(link: Publisher): Promise<void> {
    this.link = link;
    this.published.clear();
    while (this.link === link && !(await this.read(link))) {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  end(): void {
    this.link = undefined;
  }

  /** Other rules are configured; `removed` are those that were there before. */
  configure(rules: readonly string[], removed: readonly string[]): void {
    for (const rule of rules) {
      this.rules.add(rule);
      this.removed.delete(rule);
    }
    for (const rule of removed) {
      this.rules.delete(rule);
      this.removed.add(rule);
      if (this.link !== undefined && this.published.has(rule)) this.clear(rule, this.link);
    }
  }

  /** An event passes by on its way to the broker. */
  event({ type, seq, data }: StoredEvent, link: Publisher): void {
    if (type === 'alert' && seq > this.readUpTo && link === this.link) {
      const alert = data as unknown as Alert;
      if (!this.removed.has(alert.rule)) this.rules.add(alert.rule);
      this.show(alert, link);
    }
  }

  /** Something new was stored. @param sent the last `seq` that was handed to the connection */
  stored(sent: number): void {
    if (this.link !== undefined && sent < this.readUpTo) {
      void this.refresh(this.link);
    }
  }

  private async refresh(link: Publisher): Promise<void> {
    this.isReadAgain = true;
    if (this.isReading) {
      return;
    }
    this.isReading = true;
    while (this.isReadAgain && this.link === link) {
      this.isReadAgain = false;
      await this.read(link);
    }
    this.isReading = false;
  }

  private async read(link: Publisher): Promise<boolean> {
    const { source, log } = this.setup;
    const upTo = source.storedUpTo;
    try {
      const alerts = await source.currentAlerts();
      if (this.link === link) {
        this.readUpTo = upTo;
        for (const alert of alerts) {
          this.show(alert, link);
        }
      }
      return true;
    } catch (error) {
      log.debug(`mqtt: the store does not give out the alerts: ${(error as Error).message}`);
      return false;
    }
  }

  private show(alert: Alert, link: Publisher): void {
    const { rule } = alert;
    const topic = this.setup.topics.alert(rule);
    if (!this.rules.has(rule)) {
      this.clear(rule, link);
      return;
    }
    const payload = JSON.stringify(alert);
    if (this.published.get(rule) !== payload) {
      this.published.set(rule, payload);
      link.publish({ topic, payload, retain: true });
    }
  }

  /** A rule that is not configured has no message. */
  private clear(rule: string, link: Publisher): void {
    const { topics, source } = this.setup;
    this.published.delete(rule);
    link.publish({ topic: topics.alert(rule), payload: '', retain: true }, (error) => {
      if (!error) {
        source.forgetAlert(rule);
      }
    });
  }
}
