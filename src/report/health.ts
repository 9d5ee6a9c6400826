// The health document, built from the health record of the control thread and from what the comms thread knows itself.
import { DISTRIBUTION, HEALTH } from '../control/records/health-record.js';
import {
  FLOOD_PER_TEN_MINUTES,
  LATE_CAUSES,
  MODES,
  PHASES,
  PLANT_STATES,
  TWIN_REASONS,
} from '../control/vocabulary.js';
import { loadSearchFigures } from './load-search.js';
import { optimizerFigures } from './optimizer.js';
import { recoveryFigures } from './recovery.js';
import { figure } from './rounding.js';

/** How the comms thread does. */
export interface CommsHealth {
  readonly connected: boolean;
  /** MQTT version of the last connection, null before the first. */
  readonly protocol: 4 | 5 | null;
  /** Frames that were overwritten before the comms thread read them. */
  readonly ringDropped: number;
  /** Events that are stored and not yet acknowledged by the broker. */
  readonly outbox: number;
  /** `ts` of the oldest of them, milliseconds since the epoch. */
  readonly outboxOldest: number | null;
  /** Live messages that the broker was too slow for. */
  readonly liveDropped: number;
  /** Malformed commands that got no reply of their own because there were too many. */
  readonly commandsUnanswered: number;
}

/** A rule, and its occurrences over the life of the store. */
export interface Offender {
  readonly rule: string;
  readonly count: number;
}

/** The subscribers of the streams. Counts are since the start, of those who have gone too. */
export interface StreamsHealth {
  readonly subscribers: number;
  /** Messages that were due and did not arrive, and why. */
  readonly dropped: number;
  readonly byCause: Readonly<Record<string, number>>;
  /** Left out on purpose, by a lowered rate. */
  readonly thinned: number;
  /** Subscribers that are left alone for now, because they failed. */
  readonly parked: number;
  /** What went out compressed over HTTP since the start of the thread; `streams` are those that are compressed now. */
  readonly compression?: {
    readonly replies: number;
    readonly streams: number;
    readonly bytesIn: number;
    readonly bytesOut: number;
  };
  /** What adaptive sampling does: its level (0 full to 3), why, the share of a core that streams take, and changes of the level. */
  readonly adaptive: {
    readonly level: number;
    readonly reason: string;
    readonly share: number;
    readonly changes: number;
  };
}

/** What the record does not hold. */
export interface HealthExtras {
  readonly run: number;
  readonly comms: CommsHealth;
  readonly streams: StreamsHealth;
  /** Where events are kept: in memory while the disk cannot be written. `disk` where nobody keeps any. */
  readonly storeMode?: 'disk' | 'memory';
  /** The alarms with the most occurrences, most first. None where there is no store to count them. */
  readonly topOffenders?: readonly Offender[];
  /** Resident memory of the process in bytes. */
  readonly rss: number;
}

/** A distribution over the last minute in microseconds, without the number of its samples. */
export interface Percentiles {
  p50: number;
  p99: number;
  p999: number;
  max: number;
}

export type CounterTree = { [name: string]: number | CounterTree };

/**
 * The message of the `health` topic.
 *
 * @param record laid out as {@link HEALTH}
 * @param counterNames names of the counters at its end: `serial.chain.checksum` becomes `serial: { chain: { checksum } }`
 */
export function healthDocument(record: Float64Array, counterNames: readonly string[], extras: HealthExtras) {
  const at = (index: number) => figure(record[index]);
  return {
    run: extras.run,
    ts: Math.round(at(HEALTH.ts)),
    uptime: toStep(record[HEALTH.uptimeS], 1000),
    mode: MODES[at(HEALTH.mode)] ?? MODES[0],
    degradation: at(HEALTH.degradation),
    plant: PLANT_STATES[at(HEALTH.plant)] ?? PLANT_STATES[0],
    loop: {
      rate: at(HEALTH.rateHz),
      ticks: at(HEALTH.ticks),
      missed: at(HEALTH.missed),
      late: at(HEALTH.late),
      latenessUs: percentiles(record, HEALTH.lateness),
      computeUs: percentiles(record, HEALTH.compute),
    },
    phases: named(PHASES, (i) => phase(record, HEALTH.phases + i * DISTRIBUTION.length)),
    lateCauses: named(LATE_CAUSES, (i) => at(HEALTH.lateCauses + i)),
    twin: {
      timestep: at(HEALTH.twinTimestepS),
      reason: TWIN_REASONS[at(HEALTH.twinReason)] ?? TWIN_REASONS[0],
      error: at(HEALTH.twinError),
    },
    optimizer: { ...optimizerFigures(record), load: loadSearchFigures(record) },
    streams: { telemetryHz: at(HEALTH.telemetryHz), ...extras.streams },
    ...counters(record, counterNames),
    comms: extras.comms,
    alarms: {
      active: at(HEALTH.alarmsActive),
      unacknowledged: at(HEALTH.alarmsUnacknowledged),
      perTenMinutes: at(HEALTH.alarmsPerTenMinutes),
      standing: at(HEALTH.alarmsStanding),
      flood: at(HEALTH.alarmsPerTenMinutes) > FLOOD_PER_TEN_MINUTES,
      topOffenders: extras.topOffenders ?? [],
    },
    recovery: recoveryFigures(record),
    store: { mode: extras.storeMode ?? 'disk', eventsWaiting: at(HEALTH.eventsWaiting) },
    clock: { jumps: at(HEALTH.wallJumps) },
    memory: { rss: extras.rss },
    stability: { score: at(HEALTH.stabilityScore), violations: at(HEALTH.stabilityViolations) },
  };
}

export type HealthDocument = ReturnType<typeof healthDocument>;

function named<K extends string, V>(names: readonly K[], value: (index: number) => V): Record<K, V> {
  return Object.fromEntries(names.map((name, i) => [name, value(i)])) as Record<K, V>;
}

function percentiles(record: Float64Array, start: number): Percentiles {
  // Tenths of a microsecond: finer is noise.
  const at = (field: number) => toStep(record[start + field], 10);
  return {
    p50: at(DISTRIBUTION.p50),
    p99: at(DISTRIBUTION.p99),
    p999: at(DISTRIBUTION.p999),
    max: at(DISTRIBUTION.max),
  };
}

function phase(record: Float64Array, start: number) {
  return { count: figure(record[start + DISTRIBUTION.count]), ...percentiles(record, start) };
}

function toStep(value: number | undefined, stepsPerUnit: number): number {
  return figure(Math.round(figure(value) * stepsPerUnit) / stepsPerUnit);
}

/** `serial.<port>.<kind>` is three keys, however many dots the port's name has. */
function counters(record: Float64Array, names: readonly string[]): CounterTree {
  const tree: CounterTree = {};
  names.forEach((name, i) => {
    const [group = '', ...parts] = name.split('.');
    const kind = parts.pop();
    const path = kind === undefined ? [] : [group, parts.join('.')].filter((key) => key !== '');
    path.reduce(subtree, tree)[kind ?? group] = figure(record[HEALTH.counters + i]);
  });
  return tree;
}

function subtree(tree: CounterTree, name: string): CounterTree {
  const existing = tree[name];
  if (typeof existing === 'object') {
    return existing;
  }
  const added: CounterTree = {};
  tree[name] = added;
  return added;
}
