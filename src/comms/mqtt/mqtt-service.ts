// The MQTT side of the comms thread: publishes status, meta, live data, alerts and events at the broker, and receives commands.
import { isDeepStrictEqual } from 'node:util';
import type { FrameLayout } from '../../control/records/frame.js';
import type { StatusFields } from '../../report/status.js';
import { FrameReport } from '../../report/telemetry.js';
import type { Logger } from '../../shared/log.js';
import type { CommandGate } from '../commands/gate.js';
import { MqttCommands } from '../commands/mqtt-commands.js';
import { Resender } from '../commands/resend.js';
import { Forwarder } from '../forwarding/forwarder.js';
import type { StreamMarks } from '../forwarding/stream-marks.js';
import type { EventSource, FrameStore } from '../journal/event-source.js';
import type { CommsSetup, FromComms } from '../protocol.js';
import { Delivery } from '../publishing/delivery.js';
import { LiveStreams } from '../publishing/live-streams.js';
import { StatusKeeper } from '../publishing/status-keeper.js';
import { steadyMs } from '../steady-clock.js';
import { within } from '../within.js';
import { BrokerConnection } from './broker-connection.js';
import type { Link } from './link.js';
import { Refusals } from './refusals.js';
import type { MqttSettings } from './settings.js';
import { Topics } from './topics.js';

/** Parts of the time for the stop: to publish `offline`, and to close the connection. */
const OFFLINE_MS = 300;
const CLOSE_MS = 200;

export interface MqttParts {
  readonly setup: Pick<CommsSetup, 'deviceId' | 'mqtt' | 'status' | 'priority'>;
  readonly layout: FrameLayout;
  /** Rules that can fire with the present configuration. */
  readonly rules: ReadonlySet<string>;
  readonly source: EventSource & FrameStore;
  /** What this thread has to know of the one before it. */
  readonly marks: StreamMarks;
  /** Receives the commands that come over MQTT. */
  readonly gate: CommandGate;
  /** The meta document as it is now. */
  readonly meta: () => unknown;
  /** The totals now; undefined while they are not known. */
  readonly totals: () => unknown;
  /** To the control thread. */
  readonly post: (message: FromComms) => void;
  readonly log: Logger;
}

/** Lifecycle: `start` once, `stop` once. */
export class MqttService {
  readonly topics: Topics;
  readonly status: StatusKeeper;
  readonly live: LiveStreams;
  readonly forwarder: Forwarder;
  readonly delivery: Delivery;
  readonly resender: Resender;
  private readonly parts: MqttParts;
  private readonly commands: MqttCommands;
  private readonly connection: BrokerConnection;
  private readonly refusals: Refusals;
  private settings: MqttSettings;

  constructor(parts: MqttParts) {
    const { setup, layout, rules, source, marks, gate, post, log } = parts;
    const { run } = setup.status;
    const topics = new Topics(setup.mqtt.baseTopic, setup.deviceId);
    const link = () => this.connection.link;
    this.parts = parts;
    this.topics = topics;
    this.status = new StatusKeeper(topics, setup.status);
    this.settings = setup.mqtt;
    this.forwarder = new Forwarder({
      run,
      topics,
      store: source,
      marks,
      replayRate: () => this.settings.replayRate,
      report: (events) => post({ kind: 'lost', events }),
      clock: steadyMs,
      wallClock: Date.now,
      log,
    });
    this.live = new LiveStreams(topics, new FrameReport(layout, run), setup.priority, this.forwarder);
    this.refusals = new Refusals((refused) => post({ kind: 'refused', topics: refused }), log);
    this.delivery = new Delivery({ source, topics, rules, log });
    this.resender = new Resender(source, topics.events, link);
    this.commands = new MqttCommands(gate, topics, link, steadyMs);
    this.connection = new BrokerConnection({
      settings: setup.mqtt,
      // When two controllers have one id, the broker disconnects the first one. The first one then names this id in its log.
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
            this.commands.message(command, payload, packet);
          } else if (topic === topics.status && !packet.retain) {
            this.status.seen(payload);
          }
        },
      },
      refusals: this.refusals,
      log,
    });
  }

  start(): void {
    this.connection.start();
    this.forwarder.start();
    void this.delivery.prepare();
  }

  /** The figures of the connection for the health document. */
  get figures() {
    const { pump } = this.delivery;
    return {
      connected: this.connection.link !== undefined,
      protocol: this.connection.protocol,
      outbox: pump.outbox,
      outboxOldest: pump.oldest,
      ...this.forwarder.figures,
      refused: this.refusals.count,
      liveDropped: this.live.dropped,
      commandsUnanswered: this.commands.unanswered,
    };
  }

  /** Publishes the meta document; nothing happens while there is no connection. */
  publishMeta(): void {
    const payload = JSON.stringify(this.parts.meta());
    this.connection.link?.publish({ topic: this.topics.meta, payload, retain: true });
  }

  /** Takes over other settings. Connects with them when more than the rate of the replay has changed. */
  async configure(settings: MqttSettings): Promise<void> {
    const before = this.settings;
    this.settings = settings;
    const isSame = isDeepStrictEqual({ ...before, replayRate: 0 }, { ...settings, replayRate: 0 });
    if (!isSame) await this.reconnect(settings);
  }

  /** Publishes the totals; nothing happens while they are not known, or while there is no connection. */
  publishTotals(): void {
    const totals = this.parts.totals();
    if (totals === undefined) return;
    this.connection.link?.publish({
      topic: this.topics.totals,
      payload: JSON.stringify(totals),
      retain: true,
    });
  }

  /** Connects with other settings. First publishes `offline`: the retained status at the old broker would stay `online` for ever. */
  private async reconnect(settings: MqttSettings): Promise<void> {
    await within(OFFLINE_MS, new Promise((resolve) => this.status.goOffline(resolve)));
    this.connection.use(settings);
  }

  /** Events now come from another log. */
  useNewLog(log: StatusFields['log']): void {
    this.status.update({ log });
    this.publishMeta();
    this.delivery.restart();
    this.forwarder.newLog();
  }

  /** Publishes the events that are left, then `offline`. Takes about `withinMs` at most; part of it is kept for {@link stop}. */
  async goOffline(withinMs: number): Promise<void> {
    const deadlineMs = steadyMs() + withinMs;
    const left = (reserveMs: number) => Math.max(0, deadlineMs - steadyMs() - reserveMs);
    if (this.connection.link === undefined) {
      return;
    }
    await within(left(OFFLINE_MS + CLOSE_MS), this.delivery.drained());
    this.live.end();
    this.delivery.end();
    let hasArrived = false;
    const offline = new Promise<void>((resolve) => {
      this.status.endInOrder((error) => {
        hasArrived = error === undefined;
        resolve();
      });
    });
    await within(left(CLOSE_MS), offline);
    this.forwarder.close(hasArrived);
  }

  /** Closes the connection, to be called after {@link goOffline}. Takes `withinMs` at most, but at least 200 ms are given to it. */
  async stop(withinMs: number): Promise<void> {
    await this.connection.stop(Math.max(CLOSE_MS, withinMs));
  }

  private connected(link: Link): void {
    this.status.begin(link);
    this.publishMeta();
    this.publishTotals();
    this.live.begin(link);
    this.delivery.begin(link);
    this.forwarder.begin(link, () => this.delivery.isCaughtUp);
    this.parts.post({ kind: 'broker', connected: true, reason: null });
  }

  private lost(reason: string): void {
    this.status.end();
    this.live.end();
    this.delivery.end();
    this.forwarder.lost();
    this.refusals.forget();
    this.parts.post({ kind: 'broker', connected: false, reason });
  }
}
