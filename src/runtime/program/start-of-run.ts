// What a run inherits from the one before it, and how it tells the event log that it began.
import type { Config } from '../../config/index.js';
import type { StoreOpened } from '../../store/protocol.js';
import type { ControlEvent, Trip } from '../../vocabulary/events.js';
import { VERSION } from '../version.js';

export interface RunKind {
  /** A trip of the last run is forgotten. */
  readonly startAfresh: boolean;
  readonly hal: Config['hal']['kind'];
  readonly onVirtualDevices: boolean;
}

/** Whether the outputs are those of a machine. */
export function movesMachine({ hal, onVirtualDevices }: Omit<RunKind, 'startAfresh'>): boolean {
  return hal === 'linux' && !onVirtualDevices;
}

/** On real hardware a run that ended with energised outputs and not in order was a crash; on the simulation it was nothing. */
export function rememberedTrip({ tripped, unclean, energised }: StoreOpened, kind: RunKind): Trip | null {
  if (kind.startAfresh) return null;
  if (tripped !== null) return tripped;
  if (!movesMachine(kind) || !unclean || !energised) return null;
  return { cause: 'crash', message: 'the last run did not end in order while outputs were energised' };
}

/** @param trip the remembered one @param ts wall time of the start, ms */
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
  // A trip of an earlier run is in the log; that of a crash is found now.
  if (trip !== null && tripped === null) events.push({ type: 'trip', ts, data: { ...trip } });
  return events;
}
