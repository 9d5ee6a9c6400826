// Alarm rates after EEMUA 191: how much work the alarms make for an operator, and which of them make most of it.
import type { AlarmLevel } from '../../vocabulary/events.js';
import { FLOOD_PER_TEN_MINUTES } from '../../vocabulary/words.js';
import { CLOCK } from '../tick.js';
import type { Alarm } from './alarm.js';
import type { Announcer } from './announcer.js';
import type { AlarmRegistry } from './registry.js';
import { isUnacknowledged } from './state-machine.js';

/** The figures for the health, all whole numbers. */
export interface AlarmFigures {
  /** Active alarms, without shelved ones. */
  active: number;
  /** Alarms that wait for an acknowledgement, including cleared ones, without shelved ones. */
  unacknowledged: number;
  /** Occurrences that began in the last ten minutes. */
  perTenMinutes: number;
  /** Alarms that have been active for more than 24 h, shelved or not. */
  standing: number;
  shelved: number;
  /** Alarms that are suppressed now because another alarm explains them. */
  suppressed: number;
  /** Alarms that come and go too fast to be announced one by one. */
  chattering: number;
  /** Changes that wait for a later tick. */
  waiting: number;
}

export interface AlarmReport extends AlarmFigures {
  /** More than 10 alarms in 10 min: what EEMUA 191 calls a flood. */
  readonly isFlood: boolean;
  /** The largest `perTenMinutes` since the start of the program. */
  readonly peakPerTenMinutes: number;
  /** Since the start of the program. */
  readonly occurrences: number;
  /** The same by level: EEMUA 191 expects some 5 % high, 15 % medium, 80 % low. */
  readonly byLevel: Readonly<Record<AlarmLevel, number>>;
  /** Up to ten alarms with the most occurrences since the start of the program, and their share of all. */
  readonly topOffenders: readonly {
    readonly rule: string;
    readonly occurrences: number;
    readonly share: number;
  }[];
  /** The root alarms that suppress or have suppressed others, with the number of suppressed occurrences. */
  readonly roots: readonly {
    readonly rule: string;
    readonly suppressed: readonly string[];
    readonly consequences: number;
  }[];
}

const STANDING_S = 24 * 3600;
const TOP_OFFENDERS = 10;
/** Ten minutes in steps of ten seconds. */
const BUCKETS = 60;
const BUCKET_S = 10;

export class AlarmStatistics {
  private readonly buckets = new Uint32Array(BUCKETS);
  private bucket = 0;
  private bucketEndsS = BUCKET_S;
  private perTenMinutes = 0;
  private peak = 0;
  private readonly byLevel: Record<AlarmLevel, number> = { info: 0, warning: 0, error: 0, critical: 0 };
  private readonly figures: AlarmFigures = {
    active: 0,
    unacknowledged: 0,
    perTenMinutes: 0,
    standing: 0,
    shelved: 0,
    suppressed: 0,
    chattering: 0,
    waiting: 0,
  };

  /** Moves the window of ten minutes. */
  advance(clock: Float64Array): void {
    if (clock[CLOCK.nowS]! < this.bucketEndsS) return;
    const bucket = Math.floor(clock[CLOCK.nowS]! / BUCKET_S);
    const passed = Math.min(BUCKETS, Math.max(0, bucket - this.bucket));
    for (let n = 1; n <= passed; n++) {
      const at = (this.bucket + n) % BUCKETS;
      this.perTenMinutes -= this.buckets[at]!;
      this.buckets[at] = 0;
    }
    this.bucket = bucket;
    this.bucketEndsS = (bucket + 1) * BUCKET_S;
  }

  countOccurrence(level: AlarmLevel): void {
    this.buckets[this.bucket % BUCKETS]!++;
    this.perTenMinutes++;
    this.peak = Math.max(this.peak, this.perTenMinutes);
    this.byLevel[level]++;
  }

  /** The present figures. The same object each time; nothing is allocated. */
  measure({ builtIns, rules }: AlarmRegistry, announcer: Announcer, clock: Float64Array): AlarmFigures {
    const { figures } = this;
    figures.active = 0;
    figures.unacknowledged = 0;
    figures.standing = 0;
    figures.shelved = 0;
    figures.suppressed = 0;
    for (let i = 0; i < builtIns.length; i++) this.add(builtIns[i]!, clock);
    for (let i = 0; i < rules.length; i++) this.add(rules[i]!, clock);
    figures.perTenMinutes = this.perTenMinutes;
    figures.chattering = announcer.chattering;
    figures.waiting = announcer.waiting;
    return figures;
  }

  private add(alarm: Alarm, clock: Float64Array): void {
    const { figures } = this;
    if (alarm.shelved) {
      figures.shelved++;
    } else {
      if (alarm.isActive) figures.active++;
      if (isUnacknowledged(alarm.state)) figures.unacknowledged++;
    }
    if (alarm.isCountedAsConsequence) figures.suppressed++;
    if (alarm.hasStoodFor(STANDING_S, clock)) figures.standing++;
  }

  /** All figures, for reports on demand. */
  report(registry: AlarmRegistry, announcer: Announcer, clock: Float64Array): AlarmReport {
    const all = [...registry.builtIns, ...registry.rules];
    const occurrences = Object.values(this.byLevel).reduce((sum, n) => sum + n, 0);
    return {
      ...this.measure(registry, announcer, clock),
      isFlood: this.perTenMinutes > FLOOD_PER_TEN_MINUTES,
      peakPerTenMinutes: this.peak,
      occurrences,
      byLevel: { ...this.byLevel },
      topOffenders: all
        .filter((alarm) => alarm.occurrences > 0)
        .sort((a, b) => b.occurrences - a.occurrences || (a.id < b.id ? -1 : 1))
        .slice(0, TOP_OFFENDERS)
        .map((alarm) => ({
          rule: alarm.id,
          occurrences: alarm.occurrences,
          share: alarm.occurrences / occurrences,
        })),
      roots: registry.builtIns
        .map((root) => ({
          rule: root.id,
          suppressed: all
            .filter((alarm) => alarm.suppressor === root && alarm.isCountedAsConsequence)
            .map(({ id }) => id),
          consequences: root.consequences,
        }))
        .filter(({ consequences }) => consequences > 0),
    };
  }
}
