// Keeps the retained alert topics equal to the alarms in the store.

import type { Logger } from '../../shared/log.js';
import type { Alert, StoredEvent } from '../../vocabulary/events.js';
import type { EventSource } from '../journal/event-source.js';
import type { Publisher } from '../mqtt/link.js';
import type { Topics } from '../mqtt/topics.js';

/** Pause before the store is asked again while it is being restarted. */
const RETRY_MS = 500;

export interface AlertBoardSetup {
  readonly source: EventSource;
  readonly topics: Topics;
  /** Every rule that can fire with this configuration, the built-in ones included. */
  readonly rules: ReadonlySet<string>;
  readonly log: Logger;
}

/**
 * After a connect, the current alerts are read from the store and published. From then on each alert event is published here when
 * it is sent. While older events are still being delivered, new alerts would come late this way, so the store is asked again.
 */
export class AlertBoard {
  private readonly setup: AlertBoardSetup;
  /** Rules that can fire, and rules that fired. */
  private readonly rules: Set<string>;
  /** Rules that were taken out of the configuration. Their topics are cleared. */
  private readonly removed = new Set<string>();
  private link: Publisher | undefined;
  /** The payload that was published on this connection, by rule. */
  private readonly published = new Map<string, string>();
  /** The alerts that were read include events up to this `seq`. */
  private readUpTo = 0;
  private isReading = false;
  private isReadAgain = false;

  constructor(setup: AlertBoardSetup) {
    this.setup = setup;
    this.rules = new Set(setup.rules);
  }

  /** Publishes the current state of every alert. Resolves when all are handed to the connection, or the connection is lost. */
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

  /** Takes over the configured rules. `removed` are the rules that are not configured any more. */
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

  /** To be called for each event that is sent to the broker. */
  event({ type, seq, data }: StoredEvent, link: Publisher): void {
    if (type === 'alert' && seq > this.readUpTo && link === this.link) {
      const alert = data as unknown as Alert;
      if (!this.removed.has(alert.rule)) this.rules.add(alert.rule);
      this.show(alert, link);
    }
  }

  /** To be called when something was stored. @param sent the last `seq` that was handed to the connection */
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
      log.debug(`mqtt: cannot read the alerts from the store: ${(error as Error).message}`);
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
      link.publish({ topic, payload, retain: true }, (error) => {
        // It is published again when the alerts are read the next time.
        if (error?.code === 'refused' && this.published.get(rule) === payload) this.published.delete(rule);
      });
    }
  }

  /** Empties the topic of a rule that is not configured. */
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
