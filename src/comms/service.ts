// The comms thread's work without the thread: rings in, MQTT out, commands in, and an orderly end.
import { isDeepStrictEqual } from 'node:util';
import { FRAME, type FrameLayout, frameLayout } from '../control/records/frame.js';
import type { Health } from '../control/records/health.js';
import { MODES, PLANT_STATES } from '../control/vocabulary.js';
import type { ConfigurationStatus } from '../report/configuration.js';
import { type HealthDocument, healthDocument } from '../report/health.js';
import { metaDocument } from '../report/meta.js';
import type { Logger } from '../shared/log.js';
import { type PeriodicTask, PeriodicTasks, type TaskFigures } from '../shared/periodic-tasks.js';
import type { StoreMode } from '../store/protocol.js';
import { DataStreamManager } from '../streams/index.js';
import { CommandGate } from './commands/gate.js';
import { MqttCommands } from './commands/mqtt-commands.js';
import { Resender } from './commands/resend.js';
import { HTTP_COMPRESSION } from './http/compression.js';
import { CurrentAlerts } from './journal/current-alerts.js';
import type { EventSource, MinuteStore } from './journal/event-source.js';
import { MinuteFeed } from './journal/minute-feed.js';
import { RecentActions } from './journal/recent-actions.js';
import { TopOffenders } from './journal/top-offenders.js';
import { Trends } from './journal/trends.js';
import { BrokerConnection } from './mqtt/broker-connection.js';
import type { Link } from './mqtt/link.js';
import type { MqttSettings } from './mqtt/settings.js';
import { Topics } from './mqtt/topics.js';
import type { CommsSetup, FromComms, StoreLink } from './protocol.js';
import { Delivery } from './publishing/delivery.js';
import { LiveStreams, type TopicAccounts } from './publishing/live-streams.js';
import { StatusKeeper } from './publishing/status-keeper.js';
import { RingDrain } from './ring-drain.js';
import { steadyMs } from './steady-clock.js';
import { within } from './within.js';

/** About once a frame: a reader that is woken costs more than one that looks. */
const FRAMES_EVERY_MS = 15;
/** Of the time for the end: what is kept for `offline`, and for closing the connection. */
const OFFLINE_MS = 300;
const CLOSE_MS = 200;

export interface CommsParts {
  readonly setup: CommsSetup;
  readonly frames: SharedArrayBuffer;
  readonly source: EventSource & MinuteStore;
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
  /** The way in for commands, whatever transport they come by. */
  readonly commands: CommandGate;
  readonly status: StatusKeeper;
  readonly delivery: Delivery;
  readonly alerts: CurrentAlerts;
  readonly actions: RecentActions;
  readonly trends: Trends;
  /** Where events are kept now. */
  storeMode: StoreMode = 'disk';
  private readonly parts: CommsParts;
  private setup: CommsSetup;
  /** Rules that can fire with the present configuration; shared with those who ask. */
  private readonly rules: Set<string>;
  private readonly offenders: TopOffenders;
  private readonly topics: Topics;
  private readonly live: LiveStreams;
  private readonly mqttCommands: MqttCommands;
  private readonly connection: BrokerConnection;
  private readonly minutes: MinuteFeed;
  private readonly frames: RingDrain;
  private latestHealth: HealthDocument | undefined;
  private readonly tasks: PeriodicTasks;
  private lastFrameMs: number | undefined;

  constructor(parts: CommsParts) {
    const { setup, source, post, log } = parts;
    this.parts = parts;
    this.setup = setup;
    this.layout = frameLayout(setup.channels, setup.outputs);
    const { layout } = this;
    this.streams = new DataStreamManager(layout, setup.status.run, {
      queueLimit: setup.streamBufferSize,
      priority: setup.priority,
      adaptiveSampling: setup.streamAdaptiveSampling,
    });
    const topics = new Topics(setup.mqtt.baseTopic, setup.deviceId);
    const link = () => this.connection.link;
    this.topics = topics;
    this.status = new StatusKeeper(topics, setup.status);
    this.live = new LiveStreams(topics, layout, setup.status.run, setup.priority);
    const rules = new Set(setup.rules);
    this.rules = rules;
    this.delivery = new Delivery({ source, topics, rules, log });
    this.alerts = new CurrentAlerts({ source, rules, log: () => this.status.document.log });
    this.actions = new RecentActions({ source, log: () => this.status.document.log });
    this.trends = new Trends({ source, nominal: setup.nominal, wallClock: Date.now });
    this.offenders = new TopOffenders(this.alerts);
    const resender = new Resender(source, topics.events, link);
    this.commands = new CommandGate({
      allow: new Set(setup.allowedCommands),
      forward: (command) => post({ kind: 'command', command }),
      resend: (request) => resender.resend(request),
      rejected: (rejection) => post({ kind: 'rejected', rejection }),
      wallClock: Date.now,
      steadyClock: steadyMs,
    });
    this.mqttCommands = new MqttCommands(this.commands, topics, link, steadyMs);
    this.connection = new BrokerConnection({
      settings: setup.mqtt,
      // Of two controllers with one id the broker throws the first one out, which then suspects it in its log.
      clientId: `${setup.mqtt.baseTopic}-${setup.deviceId}`,
      subscriptions: [
        { topic: topics.commands, showsRetained: true },
        { topic: topics.status, showsRetained: false },
      ],
      will: () => this.status.will,
      listener: {
        connected: (link) => this.connected(link),
        lost: (reason) => this.lost(reason),
        message: (topic, payload, packet) => {
          const command = topics.commandIn(topic);
          if (command !== undefined) {
            this.mqttCommands.message(command, payload, packet);
          } else if (topic === topics.status && !packet.retain) {
            this.status.seen(payload);
          }
        },
      },
      log,
    });
    this.frames = new RingDrain(parts.frames, layout.length, (frame) => this.frame(frame));
    this.tasks = new PeriodicTasks([
      { name: 'frames', everyMs: FRAMES_EVERY_MS, run: () => this.frames.drain() },
      ...(parts.tasks ?? []),
    ]);
    const { run } = setup.status;
    this.minutes = new MinuteFeed({ layout, run, source, log, wallClock: Date.now });
  }

  start(): void {
    this.tasks.start();
    this.connection.start();
    void this.delivery.prepare();
  }

  /** The configuration was read again: what it changes for this thread follows, without a new connection where there need not be one. */
  configure(setup: CommsSetup): void {
    const before = this.setup;
    this.setup = setup;
    this.commands.allowOnly(setup.allowedCommands);
    this.live.sendPriority(setup.priority);
    this.streams.sendPriority(setup.priority);
    this.streams.queueLimit = setup.streamBufferSize;
    this.streams.adaptiveSampling = setup.streamAdaptiveSampling;
    const removed = [...this.rules].filter((rule) => !setup.rules.includes(rule));
    this.rules.clear();
    for (const rule of setup.rules) this.rules.add(rule);
    this.alerts.forget();
    this.delivery.configureRules(setup.rules, removed);
    if (!isDeepStrictEqual(before.meta, setup.meta)) this.publishMeta();
    if (!isDeepStrictEqual(before.mqtt, setup.mqtt)) void this.reconnect(setup.mqtt);
  }

  get configuration(): ConfigurationStatus {
    return this.setup.configuration;
  }

  get meta() {
    return metaDocument({ ...this.setup.meta, log: this.status.document.log });
  }

  /** How the live topics of MQTT fare. */
  get topicAccounts(): TopicAccounts {
    return this.live.accounts;
  }

  /** The last health document, undefined in the first second. */
  get health(): HealthDocument | undefined {
    return this.latestHealth;
  }

  /** How long ago the last frame was read, milliseconds; undefined before the first. */
  get frameAgeMs(): number | undefined {
    return this.lastFrameMs === undefined ? undefined : steadyMs() - this.lastFrameMs;
  }

  /** What each periodic task of this thread has cost since the start, by name. */
  get taskFigures(): Readonly<Record<string, TaskFigures>> {
    return this.tasks.figures;
  }

  /** The store was replaced, or moved into memory or back: its events are of another log. */
  useNewLog({ log, lastSeq }: Pick<StoreLink, 'log' | 'lastSeq'>): void {
    this.status.update({ log });
    this.publishMeta();
    this.delivery.restart();
    this.minutes.newLog(lastSeq);
  }

  /** Publishes what is left, then `offline`, and leaves the broker. Takes about `withinMs` at most, whatever the broker does. */
  async stop(withinMs: number): Promise<void> {
    const deadlineMs = steadyMs() + withinMs;
    const left = (reserveMs: number) => Math.max(0, deadlineMs - steadyMs() - reserveMs);
    this.frames.drain();
    if (this.connection.link !== undefined) {
      await within(left(OFFLINE_MS + CLOSE_MS), this.delivery.drained());
      this.live.end();
      this.delivery.end();
      await within(left(CLOSE_MS), new Promise((resolve) => this.status.goOffline(resolve)));
    }
    this.tasks.stop();
    const minutesStored = this.minutes.end(left(CLOSE_MS));
    await this.connection.stop(Math.max(CLOSE_MS, left(0)));
    await minutesStored;
  }

  private frame(frame: Float64Array): void {
    this.lastFrameMs = steadyMs();
    this.live.frame(frame);
    this.minutes.frame(frame);
    const mode = MODES[frame[FRAME.mode]!];
    const plant = PLANT_STATES[frame[FRAME.plant]!];
    if (mode !== undefined && plant !== undefined) {
      this.status.update({ mode, plant });
    }
    this.streams.publish(frame);
  }

  /** The health of the control thread came, once a second. */
  takeHealth(health: Health): void {
    this.frames.drain();
    this.minutes.health(health);
    const { setup } = this.parts;
    const { pump } = this.delivery;
    void pump.lookUpOldest();
    void this.offenders.refresh();
    this.latestHealth = healthDocument(health, {
      run: setup.status.run,
      comms: {
        connected: this.connection.link !== undefined,
        protocol: this.connection.protocol,
        ringDropped: this.frames.dropped,
        outbox: pump.outbox,
        outboxOldest: pump.oldest,
        liveDropped: this.live.dropped,
        commandsUnanswered: this.mqttCommands.unanswered,
      },
      streams: { ...this.streams.health(), compression: HTTP_COMPRESSION.figures },
      storeMode: this.storeMode,
      topOffenders: this.offenders.top,
      rss: process.memoryUsage.rss(),
    });
    this.live.health(this.latestHealth);
  }

  /** Where it goes to another broker, the retained status on this one would say `online` for ever. */
  private async reconnect(settings: MqttSettings): Promise<void> {
    await within(OFFLINE_MS, new Promise((resolve) => this.status.goOffline(resolve)));
    this.connection.use(settings);
  }

  private connected(link: Link): void {
    this.status.begin(link);
    this.publishMeta();
    this.live.begin(link);
    this.delivery.begin(link);
    this.parts.post({ kind: 'broker', connected: true, reason: null });
  }

  private publishMeta(): void {
    const payload = JSON.stringify(this.meta);
    this.connection.link?.publish({ topic: this.topics.meta, payload, retain: true });
  }

  private lost(reason: string): void {
    this.status.end();
    this.live.end();
    this.delivery.end();
    this.parts.post({ kind: 'broker', connected: false, reason });
  }
}
