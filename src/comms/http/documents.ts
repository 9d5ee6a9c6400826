// The documents behind the paths that only show something: liveness, status, alerts, meta.
import type { Alert } from '../../control/events.js';
import type { ConfigurationStatus } from '../../report/configuration.js';
import type { HealthDocument } from '../../report/health.js';
import type { metaDocument } from '../../report/meta.js';
import type { StatusDocument } from '../../report/status.js';
import type { ComponentTrend, TrendReport } from '../../trends/trend-report.js';
import type { Action } from '../journal/recent-actions.js';
import type { TopicAccounts } from '../publishing/live-streams.js';

export type MetaDocument = ReturnType<typeof metaDocument>;

/** What the program tells of itself; each field is as of the moment it is read. */
export interface View {
  readonly status: StatusDocument;
  readonly meta: MetaDocument;
  /** Undefined in the first second. */
  readonly health: HealthDocument | undefined;
  /** How long ago the last frame came, milliseconds; undefined before the first. */
  readonly frameAgeMs: number | undefined;
  readonly configuration: ConfigurationStatus;
  /** How the live topics of MQTT fare. */
  readonly topics: TopicAccounts;
}

export interface Liveness {
  readonly ok: boolean;
  /** One sentence, null when all is well. */
  readonly reason: string | null;
}

/** Frames come at 60 Hz. */
const LONGEST_SILENCE_MS = 1000;

/** Whether the controller's frames come in. */
export function liveness({ frameAgeMs }: View): Liveness {
  if (frameAgeMs === undefined) {
    return { ok: false, reason: 'no frame has come from the controller yet' };
  }
  if (frameAgeMs > LONGEST_SILENCE_MS) {
    return {
      ok: false,
      reason: `the last frame from the controller came ${(frameAgeMs / 1000).toFixed(1)} s ago`,
    };
  }
  return { ok: true, reason: null };
}

/**
 * What runs, how well, what is wrong, what was done about it.
 *
 * @param alerts null when the store cannot tell them just now
 * @param actions the latest first; null as well when the store cannot tell them
 */
export function statusReport(view: View, alerts: readonly Alert[] | null, actions: readonly Action[] | null) {
  const { status, meta, health = null } = view;
  return {
    ...status,
    device: meta.device,
    plantKind: meta.plantKind,
    uptime: health?.uptime ?? null,
    degradation: health?.degradation ?? null,
    /** Why the plant is tripped; null when it is not, or when that was too long ago to be among the actions. */
    trip: status.plant === 'tripped' ? (actions?.find(({ type }) => type === 'trip')?.data ?? null) : null,
    configuration: view.configuration,
    frames: liveness(view),
    alerts: alerts === null ? null : alerts.filter(({ state }) => state === 'active'),
    actions,
    health,
  };
}

export type StatusReport = ReturnType<typeof statusReport>;

/** The components that a trend leads anywhere, or that are past a limit; null until the trends were computed. */
export function wearOf(report: TrendReport | null): readonly ComponentTrend[] | null {
  return report === null
    ? null
    : report.components.filter(({ significant, isPast }) => significant || isPast);
}
