// The alarms as the store knows them, asked for again only when something new was stored.
import type { Alert } from '../../control/events.js';
import type { EventSource } from './event-source.js';

export interface CurrentAlertsSetup {
  readonly source: Pick<EventSource, 'storedUpTo' | 'currentAlerts'>;
  /** Rules that can fire with this configuration; the store may know others. */
  readonly rules: ReadonlySet<string>;
  /** The present event log's identity. */
  readonly log: () => string;
}

export class CurrentAlerts {
  private readonly setup: CurrentAlertsSetup;
  /** The log and the `seq` up to which {@link alerts} are true. */
  private readAt = '';
  private alerts: readonly Alert[] = [];

  constructor(setup: CurrentAlertsSetup) {
    this.setup = setup;
  }

  /** Other rules are configured: what was read before may be too much or too little. */
  forget(): void {
    this.readAt = '';
  }

  /**
   * The last state of each rule that ever fired: the same array until something changes, so those who ask every second cost
   * the store nothing while nothing happens. Rejects while the store is being restarted.
   */
  async read(): Promise<readonly Alert[]> {
    const { source, rules, log } = this.setup;
    const now = `${log()} ${source.storedUpTo}`;
    if (now !== this.readAt) {
      const alerts = await source.currentAlerts();
      this.alerts = alerts.filter(({ rule }) => rules.has(rule));
      this.readAt = now;
    }
    return this.alerts;
  }
}
