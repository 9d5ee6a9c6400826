// Builds the documents of the HTTP interface: liveness, status, wear.

import type { ConfigurationStatus } from '../../report/configuration.js';
import type { HealthDocument } from '../../report/health.js';
import type { metaDocument } from '../../report/meta.js';
import type { StatusDocument } from '../../report/status.js';
import type { ComponentTrend, TrendReport } from '../../trends/trend-report.js';
import type { Alert } from '../../vocabulary/events.js';
import type { Action } from '../journal/recent-actions.js';
import type { TopicAccounts } from '../publishing/live-streams.js';

export type MetaDocument = ReturnType<typeof metaDocument>;

/** The present state of the program. Each field is current at the moment it is read. */
export interface View {
  readonly status: StatusDocument;
  readonly meta: MetaDocument;
  /** Undefined in the first second. */
  readonly health: HealthDocument | undefined;
  /** Time since the last frame, milliseconds; undefined before the first frame. */
  readonly frameAgeMs: number | undefined;
  readonly configuration: ConfigurationStatus;
  /** Messages sent and dropped on each live topic of MQTT. */
  readonly topics: TopicAccounts;
}

export interface Liveness {
  readonly ok: boolean;
  /** Why `ok` is false, in one sentence; null when it is true. */
  readonly reason: string | null;
}

/** Longest time without a frame. Frames come at 60 Hz. */
const LONGEST_SILENCE_MS = 1000;

/** Says whether frames arrive from the controller. */
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
 * Builds the document of `/api/status`: what runs, how well, what is wrong, what was done about it.
 *
 * @param alerts null when the store cannot be read now
 * @param actions the latest first; null when the store cannot be read now
 */
export function statusReport(view: View, alerts: readonly Alert[] | null, actions: readonly Action[] | null) {
  const { status, meta, health = null } = view;
  return {
    ...status,
    device: meta.device,
    plantKind: meta.plantKind,
    uptime: health?.uptime ?? null,
    degradation: health?.degradation ?? null,
    /** Data of the trip; null when the plant is not tripped, or the trip is too old to be among the actions. */
    trip: status.plant === 'tripped' ? (actions?.find(({ type }) => type === 'trip')?.data ?? null) : null,
    configuration: view.configuration,
    frames: liveness(view),
    alerts: alerts === null ? null : alerts.filter(({ state }) => state === 'active'),
    actions,
    health,
  };
}

export type StatusReport = ReturnType<typeof statusReport>;

/** The components with a significant trend or beyond a limit; null until the trends were computed. */
export function wearOf(report: TrendReport | null): readonly ComponentTrend[] | null {
  return report === null
    ? null
    : report.components.filter(({ significant, isPast }) => significant || isPast);
}
