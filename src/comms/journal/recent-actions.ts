// Reads the last events that are not alarms, and reads them again only when something new was stored.
import type { StoredEvent } from '../../vocabulary/events.js';
import type { EventSource } from './event-source.js';

export interface RecentActionsSetup {
  readonly source: Pick<EventSource, 'storedUpTo' | 'eventsAfter'>;
  /** Identity of the present event log. */
  readonly log: () => string;
}

/** An event without the identity of its log. */
export type Action = Pick<StoredEvent, 'seq' | 'ts' | 'type' | 'data'>;

const SHOWN = 20;
/** Number of the latest events that are searched. Older actions are not shown. */
const LOOKED_AT = 500;

export class RecentActions {
  private readonly setup: RecentActionsSetup;
  /** The log and the `seq` at which {@link actions} were read. */
  private readAt = '';
  private actions: readonly Action[] = [];

  constructor(setup: RecentActionsSetup) {
    this.setup = setup;
  }

  /** Returns at most 20 actions, the latest first. Rejects while the store is being restarted. */
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
