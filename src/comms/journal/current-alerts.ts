// Reads the state of the alarms from the store, and reads it again only when something new was stored.
import type { Alert } from '../../vocabulary/events.js';
import type { EventSource } from './event-source.js';

export interface CurrentAlertsSetup {
  readonly source: Pick<EventSource, 'storedUpTo' | 'currentAlerts'>;
  /** Rules that can fire with this configuration. The store may have alarms of others. */
  readonly rules: ReadonlySet<string>;
  /** Identity of the present event log. */
  readonly log: () => string;
}

export class CurrentAlerts {
  private readonly setup: CurrentAlertsSetup;
  /** The log and the `seq` at which {@link alerts} were read. */
  private readAt = '';
  private alerts: readonly Alert[] = [];

  constructor(setup: CurrentAlertsSetup) {
    this.setup = setup;
  }

  /** To be called when other rules are configured: the next {@link read} asks the store again. */
  forget(): void {
    this.readAt = '';
  }

  /**
   * Returns the last state of each rule that ever fired. It is the same array until an event is stored, so a client that asks
   * every second costs the store nothing while nothing happens. Rejects while the store is being restarted.
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
