// The work of the comms thread: reads frames, receives commands, keeps the documents that HTTP and MQTT show, and stops in order.
import { isDeepStrictEqual } from 'node:util';
import { FRAME, type FrameLayout, frameLayout } from '../control/records/frame.js';
import type { Health } from '../control/records/health.js';
import type { ConfigurationStatus } from '../report/configuration.js';
import { type HandOverLosses, type HealthDocument, healthDocument } from '../report/health.js';
import { metaDocument } from '../report/meta.js';
import type { Logger } from '../shared/log.js';
import { type PeriodicTask, PeriodicTasks, type TaskFigures } from '../shared/periodic-tasks.js';
import type { StoreMode } from '../store/protocol.js';
import { DataStreamManager } from '../streams/index.js';
import { MODES, PLANT_STATES } from '../vocabulary/words.js';
import { CommandGate } from './commands/gate.js';
import { StreamMarks } from './forwarding/stream-marks.js';
import { FrameSchedule } from './frame-schedule.js';
import { HTTP_COMPRESSION } from './http/compression.js';
import { CurrentAlerts } from './journal/current-alerts.js';
import type { EventSource, FrameStore, HistoryStore, MinuteStore } from './journal/event-source.js';
import { HistoryFeed } from './journal/history-feed.js';
import { MinuteFeed } from './journal/minute-feed.js';
import { RecentActions } from './journal/recent-actions.js';
import { TopOffenders } from './journal/top-offenders.js';
import { TotalsKeeper, type TotalsStore } from './journal/totals-keeper.js';
import { Trends } from './journal/trends.js';
import { MqttService } from './mqtt/mqtt-service.js';
import type { CommsSetup, FromComms, StoreLink } from './protocol.js';
import type { TopicAccounts } from './publishing/live-streams.js';
import type { StatusKeeper } from './publishing/status-keeper.js';
import { RingDrain } from './ring-drain.js';
import { steadyMs } from './steady-clock.js';

/** The store's thread gets the totals this often. It writes them once a minute, or together with events. */
const TOTALS_EVERY_MS = 1000;
/** Contract: a power cut loses at most a minute of the totals. */
const TOTALS_SAVED_EVERY_MS = 60_000;
/** Part of the time for the stop: to close the connection to the broker. */
const CLOSE_MS = 200;

export interface CommsParts {
  readonly setup: CommsSetup;
  readonly frames: SharedArrayBuffer;
  /** Memory of {@link StreamMarks}. */
  readonly marks: SharedArrayBuffer;
  readonly source: EventSource & FrameStore & HistoryStore & MinuteStore & TotalsStore;
  /** Where events are kept at the start. */
  readonly storeMode: StoreMode;
  /** The store is new, because the one before was damaged. */
  readonly isReplacement: boolean;
  /** Periodic work of this thread beside the service's own. */
  readonly tasks?: readonly PeriodicTask[];
  /** To the control thread. */
  readonly post: (message: FromComms) => void;
  readonly log: Logger;
}

/** Lifecycle: `start` once, `stop` once. */
export class CommsService {
  readonly layout: FrameLayout;
  /** The subscribers of this thread. */
  readonly streams: DataStreamManager;
  /** Receives the commands of MQTT and HTTP. */
  readonly commands: CommandGate;
  readonly alerts: CurrentAlerts;
  readonly actions: RecentActions;
  readonly trends: Trends;
  readonly history: HistoryFeed;
  readonly totals: TotalsKeeper;
  /** Where events are kept now. */
  storeMode: StoreMode;
  private readonly run: number;
  private setup: CommsSetup;
  /** Rules that can fire with the present configuration. The parts that need them share this set. */
  private readonly rules: Set<string>;
  private readonly offenders: TopOffenders;
  private readonly mqtt: MqttService;
  private readonly minutes: MinuteFeed;
  private readonly frames: RingDrain;
  private readonly schedule: FrameSchedule;
  private latestHealth: HealthDocument | undefined;
  private readonly tasks: PeriodicTasks;
  private lastFrameMs: number | undefined;

  constructor(parts: CommsParts) {
    const { setup, source, post, log } = parts;
    this.setup = setup;
    this.run = setup.status.run;
    this.layout = frameLayout(setup.channels, setup.outputs);
    const { layout, run } = this;
    this.streams = new DataStreamManager(layout, run, {
      queueLimit: setup.streams.bufferSize,
      priority: setup.priority,
      adaptiveSampling: setup.streams.adaptiveSampling,
    });
    const rules = new Set(setup.rules);
    this.rules = rules;
    const currentLog = () => this.status.document.log;
    this.alerts = new CurrentAlerts({ source, rules, log: currentLog });
    this.actions = new RecentActions({ source, log: currentLog });
    this.trends = new Trends({ source, nominal: setup.nominal, wallClock: Date.now });
    this.offenders = new TopOffenders(this.alerts);
    this.commands = new CommandGate({
      allow: new Set(setup.allowedCommands),
      forward: (command) => post({ kind: 'command', command }),
      resend: (request) => this.mqtt.resender.resend(request),
      rejected: (rejection) => post({ kind: 'rejected', rejection }),
      wallClock: Date.now,
      steadyClock: steadyMs,
    });
    const gate = this.commands;
    this.storeMode = parts.storeMode;
    this.totals = this.totalsKeeper(parts);
    const marks = new StreamMarks(parts.marks);
    this.mqtt = new MqttService({
      ...{ setup, layout, rules, source, marks, gate, post, log },
      meta: () => this.meta,
      totals: () => this.totals.document,
    });
    this.schedule = new FrameSchedule(setup.meta.controlRateHz);
    this.frames = new RingDrain(parts.frames, layout.length, marks, (frame) => this.frame(frame));
    this.tasks = new PeriodicTasks([
      // Each run sets the time of the next one.
      { name: 'frames', everyMs: Number.POSITIVE_INFINITY, run: () => this.readFrames() },
      { name: 'totals', everyMs: TOTALS_EVERY_MS, run: () => void this.totals.save(false) },
      { name: 'totalsSaved', everyMs: TOTALS_SAVED_EVERY_MS, run: () => void this.totalsMinute() },
      ...(parts.tasks ?? []),
    ]);
    this.minutes = new MinuteFeed({ layout, run, source, log, wallClock: Date.now });
    this.history = new HistoryFeed({ layout, run, channels: setup.meta.channels, source, log });
  }

  start(): void {
    this.tasks.start();
    this.readFrames();
    this.mqtt.start();
  }

  /** Takes over what a reload of the configuration has changed. Reconnects to the broker only when `mqtt` has changed. */
  configure(setup: CommsSetup): void {
    const before = this.setup;
    this.setup = setup;
    this.commands.allowOnly(setup.allowedCommands);
    this.mqtt.live.sendPriority(setup.priority);
    this.streams.sendPriority(setup.priority);
    this.streams.queueLimit = setup.streams.bufferSize;
    this.streams.adaptiveSampling = setup.streams.adaptiveSampling;
    const removed = [...this.rules].filter((rule) => !setup.rules.includes(rule));
    this.rules.clear();
    for (const rule of setup.rules) this.rules.add(rule);
    this.alerts.forget();
    this.mqtt.delivery.configureRules(setup.rules, removed);
    if (!isDeepStrictEqual(before.meta, setup.meta)) this.mqtt.publishMeta();
    void this.mqtt.configure(setup.mqtt);
  }

  get status(): StatusKeeper {
    return this.mqtt.status;
  }

  get configuration(): ConfigurationStatus {
    return this.setup.configuration;
  }

  get meta() {
    return metaDocument({ ...this.setup.meta, log: this.status.document.log });
  }

  /** Messages sent and dropped on each live topic of MQTT. */
  get topicAccounts(): TopicAccounts {
    return this.mqtt.live.accounts;
  }

  /** The last health document; undefined in the first second. */
  get health(): HealthDocument | undefined {
    return this.latestHealth;
  }

  /** Time since the last frame was read, milliseconds; undefined before the first frame. */
  get frameAgeMs(): number | undefined {
    return this.lastFrameMs === undefined ? undefined : steadyMs() - this.lastFrameMs;
  }

  /** What each periodic task of this thread has cost since the start, by name. */
  get taskFigures(): Readonly<Record<string, TaskFigures>> {
    return this.tasks.figures;
  }

  /** The store was replaced, or moved to memory or back to the disk: its events now belong to another log. */
  useNewLog({ log, lastSeq, mode, isReplacement }: Omit<StoreLink, 'port'>): void {
    this.mqtt.useNewLog(log);
    this.minutes.newLog(lastSeq);
    this.totals.newStore(mode, isReplacement);
  }

  /** Publishes the remaining events, then `offline`, and disconnects. Takes about `withinMs` at most, also when the broker hangs. */
  async stop(withinMs: number): Promise<void> {
    const deadlineMs = steadyMs() + withinMs;
    const left = (reserveMs: number) => Math.max(0, deadlineMs - steadyMs() - reserveMs);
    this.frames.drain();
    this.mqtt.publishTotals();
    await this.mqtt.goOffline(left(0));
    this.tasks.stop();
    const keepers = [this.minutes, this.history, this.totals, this.mqtt.forwarder];
    const stored = Promise.all(keepers.map((keeper) => keeper.end(left(CLOSE_MS))));
    await this.mqtt.stop(left(0));
    await stored;
  }

  /** Takes the health record of the control thread, once a second, and makes the health document of it. */
  takeHealth(health: Health, handOver: HandOverLosses): void {
    this.frames.drain();
    this.minutes.health(health);
    void this.mqtt.delivery.pump.lookUpOldest();
    this.mqtt.forwarder.look();
    void this.offenders.refresh();
    this.latestHealth = healthDocument(health, {
      run: this.run,
      comms: {
        ...this.mqtt.figures,
        ringDropped: this.frames.dropped,
        minutesLost: this.minutes.lost,
        historyLost: this.history.lost,
        handOver,
      },
      streams: { ...this.streams.health(), compression: HTTP_COMPRESSION.figures },
      storeMode: this.storeMode,
      topOffenders: this.offenders.top,
      rss: process.memoryUsage.rss(),
    });
    this.mqtt.live.health(this.latestHealth);
  }

  private totalsKeeper({ setup, source, storeMode, isReplacement, post, log }: CommsParts): TotalsKeeper {
    const { layout, run } = this;
    return new TotalsKeeper({
      ...{ layout, run, counts: setup.counts, source, storeMode, isReplacement, log },
      report: (event) => post({ kind: 'event', event }),
      wallClock: Date.now,
      changed: () => this.mqtt.publishTotals(),
    });
  }

  private async totalsMinute(): Promise<void> {
    this.mqtt.publishTotals();
    await this.totals.save(true);
  }

  private readFrames(): void {
    this.frames.drain();
    // Streams over HTTP may have any rate up to that of the frames.
    const everyFrame = this.streams.size > 0;
    this.tasks.again('frames', this.schedule.nextInMs(Date.now(), everyFrame));
  }

  private frame(frame: Float64Array): void {
    this.schedule.take(frame);
    this.lastFrameMs = steadyMs();
    this.mqtt.live.frame(frame);
    this.minutes.frame(frame);
    this.history.frame(frame);
    this.totals.frame(frame);
    const mode = MODES[frame[FRAME.mode]!];
    const plant = PLANT_STATES[frame[FRAME.plant]!];
    if (mode !== undefined && plant !== undefined) {
      this.status.update({ mode, plant });
    }
    this.streams.publish(frame);
  }
}
