// Turns changes of alarms into alerts: in order, a bounded number a tick, and fewer of chattering alarms.
import type { Alert } from '../../vocabulary/events.js';
import { CLOCK } from '../tick.js';
import type { Alarm } from './alarm.js';
import { formatMessage } from './message.js';
import { occurrenceId, uuidBytes } from './occurrence-id.js';

/** A change as it happened. Its alert is made later, in turn. */
interface Change {
  readonly alarm: Alarm;
  readonly channel: string | null;
  readonly isActive: boolean;
  readonly acknowledged: boolean;
  readonly shelvedUntil: number | null;
  readonly value: number | null;
  readonly since: number;
  readonly ts: number;
  readonly count: number;
  readonly detail: string;
}

/** An occurrence of a chattering alarm that waits to be announced: its beginning and its latest change. */
interface Muted {
  beginning: Change;
  latest: Change | null;
}

/** Alerts per tick; 500 alarms at once are announced within about a second. */
const ALERTS_PER_TICK = 32;
/** With this many changes waiting, new occurrences are thinned out like those of a chattering alarm. */
const QUEUE_LIMIT = 2048;
/** A rule that never fired is also announced when it is shelved. */
const NEVER_ACTIVE = 'has not been active yet';

/**
 * Only the middle of a chatter is dropped: when an alarm comes and goes faster than it may announce itself,
 * the latest occurrence is announced as soon as it may. So the alerts of an alarm always alternate between active and
 * cleared, the last one is right, and `count` shows how many were left out.
 */
export class Announcer {
  private readonly log: Uint8Array;
  private readonly queue: Change[] = [];
  private readonly muted = new Map<Alarm, Muted>();

  /** @param log the UUID of the store's log; a RangeError when it is not a UUID */
  constructor(log: string) {
    this.log = uuidBytes(log);
  }

  /** Changes that wait for a later tick. */
  get waiting(): number {
    return this.queue.length;
  }

  /** Alarms that chatter: their present occurrence is not announced yet. */
  get chattering(): number {
    return this.muted.size;
  }

  /** An occurrence begins. */
  begin(alarm: Alarm, clock: Float64Array): void {
    const change = changeOf(alarm, clock);
    const isMuted = this.muted.has(alarm) || this.waiting >= QUEUE_LIMIT || !alarm.mayAnnounce(clock);
    if (isMuted) this.muted.set(alarm, { beginning: change, latest: null });
    else this.queue.push(change);
  }

  /** Anything else about the alarm has changed. */
  update(alarm: Alarm, clock: Float64Array): void {
    const muted = this.muted.get(alarm);
    if (muted === undefined) this.queue.push(changeOf(alarm, clock));
    else muted.latest = changeOf(alarm, clock);
  }

  /** Announces a waiting occurrence of an alarm at once, because the alarm is about to be replaced. */
  settle(alarm: Alarm): void {
    const muted = this.muted.get(alarm);
    if (muted !== undefined) this.release(alarm, muted);
  }

  /** Appends this tick's alerts to `out`. */
  drain(clock: Float64Array, out: Alert[]): void {
    if (this.muted.size > 0) this.releaseDue(clock);
    if (this.queue.length === 0) return;
    for (const change of this.queue.splice(0, ALERTS_PER_TICK)) out.push(this.alertOf(change));
  }

  private releaseDue(clock: Float64Array): void {
    for (const [alarm, muted] of this.muted) {
      if (this.waiting >= QUEUE_LIMIT) return;
      if (alarm.mayAnnounce(clock)) this.release(alarm, muted);
    }
  }

  private release(alarm: Alarm, { beginning, latest }: Muted): void {
    this.muted.delete(alarm);
    this.queue.push(beginning);
    if (latest !== null) this.queue.push(latest);
  }

  private alertOf(change: Change): Alert {
    const { alarm, count, value, channel } = change;
    const { id: rule, level, threshold, templates, unit } = alarm.definition;
    const parts = { rule, channel, unit, value, threshold, detail: change.detail };
    const alert: Alert = {
      id: alarm.latest?.count === count ? alarm.latest.id : occurrenceId(this.log, rule, count),
      rule,
      channel,
      level,
      state: change.isActive ? 'active' : 'cleared',
      acknowledged: change.acknowledged,
      shelvedUntil: change.shelvedUntil,
      value,
      threshold,
      since: change.since,
      ts: change.ts,
      count,
      message:
        count === 0
          ? NEVER_ACTIVE
          : formatMessage(change.isActive ? templates.active : templates.cleared, parts),
    };
    alarm.latest = alert;
    return alert;
  }
}

function changeOf(alarm: Alarm, clock: Float64Array): Change {
  const ts = Math.round(clock[CLOCK.wallMs]!);
  return {
    alarm,
    channel: alarm.definition.channel ?? alarm.suspect,
    isActive: alarm.isActive,
    acknowledged: alarm.isAcknowledged,
    shelvedUntil: alarm.shelvedUntilMs,
    value: alarm.value,
    since: alarm.count === 0 ? ts : alarm.sinceMs,
    ts,
    count: alarm.count,
    detail: alarm.detail,
  };
}
