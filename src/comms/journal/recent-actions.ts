// What was done of late: the last events that are no alarms, asked for again only when something new was stored.
import type { StoredEvent } from '../../control/events.js';
import type { EventSource } from './event-source.js';

export interface RecentActionsSetup {
  readonly source: Pick<EventSource, 'storedUpTo' | 'eventsAfter'>;
  /** The present event log's identity. */
  readonly log: () => string;
}

/** An event without the log that it is of. */
export type Action = Pick<StoredEvent, 'seq' | 'ts' | 'type' | 'data'>;

const SHOWN = 20;
/** So far back they are looked for: behind more alarms than that, nobody looks for what was done. */
const LOOKED_AT = 500;

export class RecentActions {
  private readonly setup: RecentActionsSetup;
  /** The log and the `seq` up to which {@link actions} are true. */
  private readAt = '';
  private actions: readonly Action[] = [];

  constructor(setup: RecentActionsSetup) {
    this.setup = setup;
  }

  /** The latest first, at most 20. Rejects while the store is being restarted. */
  async read(): Promise<readonly Action[]> {
    const { source, log } = this.setup;
    const { storedUpTo } = source;
    const now = `${log()} ${storedUpTo}`;
    if (now !== this.readAt) {
      const events = await source.eventsAfter(Math.max(0, storedUpTo - LOOKED_AT), LOOKED_AT);
      this.actions = events
        .filter(({ type }) => type !== 'alert')
        .slice(-SHOWN)
        .map(({ seq, ts, type, data }) => ({ seq, ts, type, data }))
        .reverse();
      this.readAt = now;
    }
    return this.actions;
  }
}
