// One sentence of the status page: where the events are stored, and how many wait.
import type { StatusReport } from '../comms/http/documents.js';

type StoreFigures = NonNullable<StatusReport['health']>['store'];

/** Without a full stop. */
export function storeSentence({ mode, eventsWaiting }: StoreFigures): string {
  const waiting = eventsWaiting === 1 ? 'one event waits' : `${eventsWaiting} events wait`;
  if (mode === 'memory') {
    const kept = 'new events are in memory only, because the disk cannot be written';
    return `${kept}${eventsWaiting === 0 ? '' : `; ${waiting} to be stored in memory`}; see the alarm store_failing`;
  }
  return eventsWaiting === 0 ? 'every event is on disk' : `${waiting} to be written to disk`;
}
