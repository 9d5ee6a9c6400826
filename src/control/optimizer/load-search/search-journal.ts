// Makes events of what the load search found, and of the times in which it holds the load because it cannot believe its readings.
import type { ControlEvent } from '../../../vocabulary/events.js';
import type { LoadReason, LoadSearchState } from '../../../vocabulary/words.js';
import { CLOCK } from '../../tick.js';

/** A load, or a value of the objective, that differs less than this from the last one is not worth another event. */
const NEW_LOAD = 0.01;
const NEW_VALUE_SHARE = 0.02;
/** An obstacle counts when it lasts this long, s. */
const LASTS_S = 3;
/** At most this many events at once, ... */
const MOST_EVENTS = 12;
/** ... and in the long run one in this time, s: twelve an hour. */
const EVENT_EVERY_S = 300;

/** The obstacles that an operator wants to know of: the others follow from what the operator did. */
const DISTURBANCES: readonly LoadReason[] = [
  'channel_doubted',
  'channel_unusable',
  'power_doubted',
  'no_power',
];

/** The part of the search that is reported. */
export interface ReportedSearch {
  readonly state: LoadSearchState;
  readonly reason: LoadReason;
  readonly best: number;
  readonly bestValue: number;
}

/**
 * The events are of type `lifecycle`, with `search`: `found` (a load to hold), `held` (the load stays, with the reason and, if
 * there is one, the alarm) and `continued`.
 */
export class SearchJournal {
  private toldLoad = Number.NaN;
  private toldValue = Number.NaN;
  /** What the last event said was the obstacle; null while there is none. */
  private toldObstacle: LoadReason | null = null;
  private toldAlarm = '';
  private obstacleSinceS = Number.NaN;
  private tokens = MOST_EVENTS;
  private lastS = Number.NaN;

  /** One control tick. */
  update(
    search: ReportedSearch,
    alarm: string,
    setpoint: number,
    clock: Float64Array,
    events: ControlEvent[],
  ): void {
    this.earn(clock[CLOCK.nowS]!);
    const { state, reason } = search;
    if (state === 'frozen' && DISTURBANCES.includes(reason)) {
      this.obstruct(reason, reason === 'channel_doubted' ? alarm : '', setpoint, clock, events);
      return;
    }
    this.obstacleSinceS = Number.NaN;
    if (this.toldObstacle !== null) {
      if (this.tell('continued', { load: rounded(setpoint), after: this.toldObstacle }, clock, events))
        this.toldObstacle = null;
      return;
    }
    if (state === 'holding' && this.isNew(search)) this.tellFound(search, clock, events);
  }

  private obstruct(
    reason: LoadReason,
    alarm: string,
    setpoint: number,
    clock: Float64Array,
    events: ControlEvent[],
  ): void {
    const nowS = clock[CLOCK.nowS]!;
    if (Number.isNaN(this.obstacleSinceS)) this.obstacleSinceS = nowS;
    if (nowS - this.obstacleSinceS < LASTS_S) return;
    if (this.toldObstacle === reason && this.toldAlarm === alarm) return;
    const data = { load: rounded(setpoint), reason, ...(alarm !== '' && { alarm }) };
    if (!this.tell('held', data, clock, events)) return;
    this.toldObstacle = reason;
    this.toldAlarm = alarm;
  }

  private isNew({ best, bestValue }: ReportedSearch): boolean {
    if (!Number.isFinite(best) || !Number.isFinite(bestValue)) return false;
    const isOtherLoad = !(Math.abs(best - this.toldLoad) < NEW_LOAD);
    return (
      isOtherLoad || !(Math.abs(bestValue - this.toldValue) < NEW_VALUE_SHARE * Math.abs(this.toldValue))
    );
  }

  private tellFound(
    { best, bestValue, reason }: ReportedSearch,
    clock: Float64Array,
    events: ControlEvent[],
  ): void {
    const data = { load: rounded(best), value: Number(bestValue.toPrecision(5)), reason };
    if (!this.tell('found', data, clock, events)) return;
    this.toldLoad = best;
    this.toldValue = bestValue;
  }

  /** False when there were too many events lately. */
  private tell(
    search: 'found' | 'held' | 'continued',
    data: ControlEvent['data'],
    clock: Float64Array,
    events: ControlEvent[],
  ): boolean {
    if (this.tokens < 1) return false;
    this.tokens--;
    events.push({ type: 'lifecycle', ts: clock[CLOCK.wallMs]!, data: { search, ...data } });
    return true;
  }

  private earn(nowS: number): void {
    if (!Number.isNaN(this.lastS))
      this.tokens = Math.min(MOST_EVENTS, this.tokens + Math.max(0, nowS - this.lastS) / EVENT_EVERY_S);
    this.lastS = nowS;
  }
}

function rounded(load: number): number {
  return Number(load.toFixed(4));
}
