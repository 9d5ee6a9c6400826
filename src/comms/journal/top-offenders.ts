// The alarms that occur most often, kept ready for the health document.

import type { Offender } from '../../report/health.js';
import type { Alert } from '../../vocabulary/events.js';
import type { CurrentAlerts } from './current-alerts.js';

const SHOWN = 3;

export class TopOffenders {
  private readonly alerts: Pick<CurrentAlerts, 'read'>;
  private ranked: readonly Alert[] | undefined;
  private offenders: readonly Offender[] = [];

  constructor(alerts: Pick<CurrentAlerts, 'read'>) {
    this.alerts = alerts;
  }

  /** The most frequent first, as of the last {@link refresh}. */
  get top(): readonly Offender[] {
    return this.offenders;
  }

  /** Reads the alarms again. When they cannot be read now, the list stays as it was. */
  async refresh(): Promise<void> {
    const alerts = await this.alerts.read().catch(() => this.ranked);
    if (alerts !== this.ranked) {
      this.ranked = alerts;
      this.offenders = topOf(alerts ?? []);
    }
  }
}

function topOf(alerts: readonly Alert[]): Offender[] {
  return alerts
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1))
    .slice(0, SHOWN)
    .map(({ rule, count }) => ({ rule, count }));
}
