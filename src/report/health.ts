// The health document of the contract, built from the health of the control thread and from what the comms thread knows itself.
import type { DurationFigures, Health } from '../control/records/health.js';
import { FLOOD_PER_TEN_MINUTES, LATE_CAUSES, PHASES } from '../control/vocabulary.js';
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

/** What the control thread does not know. */
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

/** The message of the `health` topic. */
export function healthDocument(health: Health, extras: HealthExtras) {
  const { loop, twin, alarms, stability } = health;
  return {
    run: extras.run,
    ts: Math.round(figure(health.ts)),
    uptime: toStep(health.uptimeS, 1000),
    mode: health.mode,
    degradation: figure(health.degradation),
    plant: health.plant,
    loop: {
      rate: figure(loop.rateHz),
      ticks: figure(loop.ticks),
      missed: figure(loop.missed),
      late: figure(loop.late),
      latenessUs: percentiles(loop.lateness),
      computeUs: percentiles(loop.compute),
    },
    phases: named(PHASES, (name) => phase(health.phases[name])),
    lateCauses: named(LATE_CAUSES, (cause) => figure(health.lateCauses[cause])),
    twin: { timestep: figure(twin.timestepS), reason: twin.reason, error: figure(twin.error) },
    optimizer: { ...optimizerFigures(health), load: loadSearchFigures(health.load) },
    streams: { telemetryHz: figure(health.telemetryHz), ...extras.streams },
    ...counters(health.counters),
    comms: extras.comms,
    alarms: {
      active: figure(alarms.active),
      unacknowledged: figure(alarms.unacknowledged),
      perTenMinutes: figure(alarms.perTenMinutes),
      standing: figure(alarms.standing),
      flood: alarms.perTenMinutes > FLOOD_PER_TEN_MINUTES,
      topOffenders: extras.topOffenders ?? [],
    },
    recovery: recoveryFigures(health.recovery),
    store: { mode: extras.storeMode ?? 'disk', eventsWaiting: figure(health.eventsWaiting) },
    clock: { jumps: figure(health.wallJumps) },
    memory: { rss: extras.rss },
    stability: { score: figure(stability.score), violations: figure(stability.violations) },
  };
}

export type HealthDocument = ReturnType<typeof healthDocument>;

function named<K extends string, V>(names: readonly K[], value: (name: K) => V): Record<K, V> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<K, V>;
}

function percentiles({ p50, p99, p999, max }: DurationFigures): Percentiles {
  // Tenths of a microsecond: finer is noise.
  const tenths = (us: number) => toStep(us, 10);
  return { p50: tenths(p50), p99: tenths(p99), p999: tenths(p999), max: tenths(max) };
}

function phase(figures: DurationFigures) {
  return { count: figure(figures.count), ...percentiles(figures) };
}

function toStep(value: number, stepsPerUnit: number): number {
  return figure(Math.round(figure(value) * stepsPerUnit) / stepsPerUnit);
}

/** `serial.<port>.<kind>` is three keys, however many dots the port's name has. */
function counters(counts: Readonly<Record<string, number>>): CounterTree {
  const tree: CounterTree = {};
  for (const [name, count] of Object.entries(counts)) {
    const [group = '', ...parts] = name.split('.');
    const kind = parts.pop();
    const path = kind === undefined ? [] : [group, parts.join('.')].filter((key) => key !== '');
    path.reduce(subtree, tree)[kind ?? group] = figure(count);
  }
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
