// An HTTP interface on a free port, with the frames, the gate and the store of a test.

import type { Command } from '../../../src/commands/command.js';
import { CommandGate } from '../../../src/comms/commands/gate.js';
import { ControlReports } from '../../../src/comms/http/control-reports.js';
import { HttpService } from '../../../src/comms/http/http-service.js';
import { type HttpLimits, httpLimits } from '../../../src/comms/http/settings.js';
import { CurrentAlerts } from '../../../src/comms/journal/current-alerts.js';
import { HistoryFeed } from '../../../src/comms/journal/history-feed.js';
import { RecentActions } from '../../../src/comms/journal/recent-actions.js';
import { Trends } from '../../../src/comms/journal/trends.js';
import { FRAME, frameLayout } from '../../../src/control/records/frame.js';
import type { HealthDocument } from '../../../src/report/health.js';
import { type MetaChannel, metaDocument } from '../../../src/report/meta.js';
import type { TaskReport } from '../../../src/report/profile.js';
import { statusDocument } from '../../../src/report/status.js';
import { createLogger } from '../../../src/shared/log.js';
import { PeriodicTasks } from '../../../src/shared/periodic-tasks.js';
import { DataStreamManager } from '../../../src/streams/index.js';
import type { TotalsDocument } from '../../../src/totals/document.js';
import { DEFAULT_CONFIG } from '../../support/settings.js';
import { FakeSource, LOG } from '../fake-source.js';

export const NOW_MS = 1764000000000;

const CHANNELS: readonly MetaChannel[] = [
  { name: 'chain.velocity', unit: 'm/s', min: -20, max: 20, source: 'sim', description: 'speed' },
  { name: 'generator.power', unit: 'W', min: -1e5, max: 1e5, source: 'formula', description: 'power' },
  { name: 'pneumatics.tankPressure', unit: 'Pa', min: 0, max: 2e6, source: 'sim', description: 'pressure' },
];
const LAYOUT = frameLayout(
  CHANNELS.map(({ name }) => name),
  ['brake'],
);
const STATUS = {
  run: 3,
  log: LOG,
  version: '0.1.0',
  mode: 'balanced',
  plant: 'running',
  clock: 'synchronised',
} as const;

const SILENT = createLogger('comms', () => {});

export interface HttpBenchOptions {
  readonly host?: string;
  readonly port?: number;
  readonly token?: string;
  readonly bufferSize?: number;
  readonly limits?: Partial<HttpLimits>;
}

export interface FrameFields {
  readonly telemetrySeq?: number;
  readonly values?: readonly number[];
  readonly qualities?: readonly number[];
}

/** Lifecycle: `start`, then `stop`. */
/** The cost of the periodic work of its threads. */
export const TASKS: TaskReport = {
  comms: { frames: { everyMs: 15, count: 812, meanUs: 40, maxUs: 900 } },
  store: null,
};

export class HttpBench {
  readonly streams: DataStreamManager;
  readonly source = new FakeSource();
  /** The totals, as `TotalsKeeper` has them. */
  readonly totals: {
    document: TotalsDocument | undefined;
    reset: (reason: string) => Promise<TotalsDocument>;
  } = {
    document: undefined,
    reset: () => Promise.reject(new Error('the store is away')),
  };
  readonly commands: Command[] = [];
  /** Ids of the questions that were sent to the control thread. */
  readonly questions: number[] = [];
  readonly reports: ControlReports;
  readonly logLines: string[] = [];
  readonly service: HttpService;
  readonly gate: CommandGate;
  health: HealthDocument | undefined;
  frameAgeMs: number | undefined;
  url = '';

  constructor({ host = '127.0.0.1', port = 0, token, bufferSize = 1000, limits }: HttpBenchOptions = {}) {
    this.gate = new CommandGate({
      allow: new Set(['mode', 'start', 'acknowledge']),
      forward: (command) => this.commands.push(command),
      resend: () => Promise.reject(new Error('not in this bench')),
      rejected: () => {},
      wallClock: () => NOW_MS,
      steadyClock: () => performance.now(),
    });
    this.streams = new DataStreamManager(LAYOUT, STATUS.run, {
      queueLimit: bufferSize,
      adaptiveSampling: false,
    });
    const allLimits = { ...httpLimits(DEFAULT_CONFIG.http), ...limits };
    this.reports = new ControlReports({
      ask: (id) => this.questions.push(id),
      answerMs: allLimits.reportAnswerMs,
      steadyClock: () => performance.now(),
    });
    const bench = this;
    this.service = new HttpService({
      settings: { ...DEFAULT_CONFIG.http, listen: { host, port }, token },
      layout: LAYOUT,
      streams: this.streams,
      gate: this.gate,
      alerts: new CurrentAlerts({
        source: this.source,
        rules: new Set(['high_velocity', 'broker_lost']),
        log: () => LOG,
      }),
      actions: new RecentActions({ source: this.source, log: () => LOG }),
      history: new HistoryFeed({
        layout: LAYOUT,
        run: 3,
        channels: CHANNELS,
        source: this.source,
        log: SILENT,
      }),
      wallClock: () => NOW_MS,
      trends: new Trends({
        source: this.source,
        nominal: { speedRatio: 25.4, thermalResistance: 0.06, sensors: [] },
        wallClock: () => NOW_MS,
      }),
      totals: this.totals,
      reports: this.reports,
      tasks: () => Promise.resolve(TASKS),
      view: {
        status: statusDocument('online', NOW_MS, STATUS),
        meta: metaDocument({
          version: STATUS.version,
          device: { id: 'kpp-01', site: 'demo' },
          run: STATUS.run,
          log: LOG,
          channels: CHANNELS,
          rules: {},
          outputs: [],
          priority: ['chain.velocity'],
          controlRateHz: 15,
          plantKind: 'machine',
        }),
        topics: {
          telemetry: { sent: 812, dropped: 3, stored: 0 },
          priority: { sent: 1218, dropped: 0, stored: 0 },
          health: { sent: 81, dropped: 0, stored: 0 },
        },
        configuration: { file: null, loadedAt: 0, needsRestart: [], lastReload: null },
        get health() {
          return bench.health;
        },
        get frameAgeMs() {
          return bench.frameAgeMs;
        },
      },
      steadyClock: () => performance.now(),
      log: createLogger('comms', (line) => this.logLines.push(line), { journal: false }),
      limits: allLimits,
    });
    const { heartbeatMs: everyMs } = allLimits;
    this.heartbeat = new PeriodicTasks([{ name: 'heartbeat', everyMs, run: () => this.service.beat() }]);
    this.heartbeat.start();
  }

  private readonly heartbeat: PeriodicTasks;

  static async start(options?: HttpBenchOptions): Promise<HttpBench> {
    const bench = new HttpBench(options);
    bench.url = await bench.service.listen();
    return bench;
  }

  stop(): Promise<void> {
    this.heartbeat.stop();
    return this.service.stop();
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** A frame of this base tick. By default the velocity is the tick's number, and all is good. */
  frame(tick: number, { telemetrySeq = 0, values, qualities = [] }: FrameFields = {}): void {
    const frame = new Float64Array(LAYOUT.length);
    frame[FRAME.tick] = tick;
    frame[FRAME.ts] = NOW_MS + Math.round((tick * 1000) / 60);
    frame[FRAME.telemetrySeq] = telemetrySeq;
    frame.set(values ?? [tick, 4431, 257200], LAYOUT.values);
    frame.set(qualities, LAYOUT.qualities);
    this.streams.publish(frame);
  }

  /** Frames of the ticks `from` to `to - 1`. */
  frames(from: number, to: number): void {
    for (let tick = from; tick < to; tick++) {
      this.frame(tick);
    }
  }
}
