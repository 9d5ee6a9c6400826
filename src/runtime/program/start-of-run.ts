// Decides what a run takes over from the run before it, and makes the events of its start.
import { advised } from '../../catalogue/trips.js';
import type { Config } from '../../config/index.js';
import type { StoreOpened } from '../../store/protocol.js';
import type { ControlEvent, Trip } from '../../vocabulary/events.js';
import { VERSION } from '../version.js';

export interface RunKind {
  /** True when a trip of the last run is to be ignored. */
  readonly startAfresh: boolean;
  readonly hal: Config['hal']['kind'];
  readonly onVirtualDevices: boolean;
}

/** Returns true when the outputs are those of a real machine. */
export function movesMachine({ hal, onVirtualDevices }: Omit<RunKind, 'startAfresh'>): boolean {
  return hal === 'linux' && !onVirtualDevices;
}

/**
 * The trip with which this run begins; null when there is none. On a real machine, a last run that ended without an orderly stop
 * while outputs were energised counts as a crash, which is a trip. On a simulation it does not.
 */
export function rememberedTrip({ tripped, unclean, energised }: StoreOpened, kind: RunKind): Trip | null {
  if (kind.startAfresh) return null;
  if (tripped !== null) return tripped;
  if (!movesMachine(kind) || !unclean || !energised) return null;
  return advised({
    cause: 'crash',
    message: 'the last run ended without an orderly stop while outputs were energised',
  });
}

/** @param trip the trip with which the run begins @param ts wall time of the start, ms */
export function startEvents(
  { run, replacedLog, tripped }: StoreOpened,
  trip: Trip | null,
  { hal, onVirtualDevices, startAfresh }: RunKind,
  ts: number,
): ControlEvent[] {
  const events: ControlEvent[] = [];
  if (replacedLog !== null)
    events.push({ type: 'lifecycle', ts, data: { store: 'replaced', previous: replacedLog } });
  const devices = onVirtualDevices ? { devices: 'virtual' } : {};
  events.push({
    type: 'lifecycle',
    ts,
    data: { program: 'started', version: VERSION, run, hal, ...devices },
  });
  if (startAfresh && tripped !== null)
    events.push({ type: 'reset', ts, data: { cause: tripped.cause, reason: 'the demo starts afresh' } });
  // A trip of an earlier run is already in the log. The trip of a crash is new.
  if (trip !== null && tripped === null) events.push({ type: 'trip', ts, data: { ...trip } });
  return events;
}
