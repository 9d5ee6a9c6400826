// Builds the health document of the contract from the health of the control thread and the figures of the comms thread.
import type { DurationFigures, Health } from '../control/records/health.js';
import { FLOOD_PER_TEN_MINUTES, LATE_CAUSES, PHASES } from '../vocabulary/words.js';
import { loadSearchFigures } from './load-search.js';
import { optimizerFigures } from './optimizer.js';
import { recoveryFigures } from './recovery.js';
import { figure } from './rounding.js';

/** The health of the comms thread. */
export interface CommsHealth {
  readonly connected: boolean;
  /** MQTT version of the last connection; null before the first one. */
  readonly protocol: 4 | 5 | null;
  /** Frames that were overwritten before the comms thread read them. */
  readonly ringDropped: number;
  /** Events that are stored and not yet acknowledged by the broker. */
  readonly outbox: number;
  /** `ts` of the oldest of these events, milliseconds since the epoch; null when there is none. */
  readonly outboxOldest: number | null;
  /** Messages of telemetry and priority that are kept for the broker, and the time of the oldest ones, as above. */
  readonly outboxFrames: number;
  readonly outboxFramesOldest: number | null;
  /** Messages of telemetry and priority that no broker will get. `data_lost` events name them. */
  readonly framesLost: number;
  /** Messages that the broker has refused. */
  readonly refused: number;
  /** Health documents that were dropped because the broker was too slow. */
  readonly liveDropped: number;
  /** Malformed commands without a reply, because there were too many of them. */
  readonly commandsUnanswered: number;
  /** Rows of minute statistics that were dropped because the store took none for an hour. */
  readonly minutesLost: number;
  /** Chunks of the history (10 s of all channels) that were dropped because the store took none for an hour. */
  readonly historyLost: number;
  readonly handOver: HandOverLosses;
}

/** What the control thread could not hand over to other threads since the start of the program. */
export interface HandOverLosses {
  /** Health records that were left out because the comms thread had not taken the earlier ones. */
  readonly healths: number;
  /** Events that are lost because the store accepted none for too long. */
  readonly events: number;
}

/** A rule and the number of its occurrences since the store was created. */
export interface Offender {
  readonly rule: string;
  readonly count: number;
}

/** The subscribers of the streams. Counts begin with the start and include former subscribers. */
export interface StreamsHealth {
  readonly subscribers: number;
  /** Messages that were due and were not delivered; `byCause` counts them by cause. */
  readonly dropped: number;
  readonly byCause: Readonly<Record<string, number>>;
  /** Messages that were left out on purpose, because the rate was lowered. */
  readonly thinned: number;
  /** Subscribers that get nothing at present, because they failed. */
  readonly parked: number;
  /** Compression over HTTP since the start of the thread. `streams` is the number of streams that are compressed now. */
  readonly compression?: {
    readonly replies: number;
    readonly streams: number;
    readonly bytesIn: number;
    readonly bytesOut: number;
  };
  /** Adaptive sampling: its level (0 is the full rate, 3 the lowest), the reason, the streams' share of a core, changes of level. */
  readonly adaptive: {
    readonly level: number;
    readonly reason: string;
    readonly share: number;
    readonly changes: number;
  };
}

/** The part of the health that the control thread does not know. */
export interface HealthExtras {
  readonly run: number;
  readonly comms: CommsHealth;
  readonly streams: StreamsHealth;
  /** Where events are kept: in memory while the disk cannot be written. Default `disk`, also without a store. */
  readonly storeMode?: 'disk' | 'memory';
  /** The alarms with the most occurrences, in falling order. Absent without a store, which counts them. */
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

/** Counters and remarks of the HAL's sources. */
export type SourceTree = { [name: string]: number | string | null | SourceTree };

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
    ...sources({ ...health.counters, ...health.remarks }),
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
  // Rounded to 0.1 us: smaller differences are noise.
  const tenths = (us: number) => toStep(us, 10);
  return { p50: tenths(p50), p99: tenths(p99), p999: tenths(p999), max: tenths(max) };
}

function phase(figures: DurationFigures) {
  return { count: figure(figures.count), ...percentiles(figures) };
}

function toStep(value: number, stepsPerUnit: number): number {
  return figure(Math.round(figure(value) * stepsPerUnit) / stepsPerUnit);
}

/** `serial.<port>.<kind>` becomes three nested keys, also when the port's name contains dots. */
function sources(values: Readonly<Record<string, number | string | null>>): SourceTree {
  const tree: SourceTree = {};
  for (const [name, value] of Object.entries(values)) {
    const [group = '', ...parts] = name.split('.');
    const kind = parts.pop();
    const path = kind === undefined ? [] : [group, parts.join('.')].filter((key) => key !== '');
    path.reduce(subtree, tree)[kind ?? group] = typeof value === 'number' ? figure(value) : value;
  }
  return tree;
}

function subtree(tree: SourceTree, name: string): SourceTree {
  const existing = tree[name];
  if (typeof existing === 'object' && existing !== null) {
    return existing;
  }
  const added: SourceTree = {};
  tree[name] = added;
  return added;
}
