// Keeps a connection to a broker: one mqtt.js client for each attempt, several brokers in turn, MQTT 5 first, and 3.1.1 when it is refused.
import { performance } from 'node:perf_hooks';
import mqtt, {
  type IConnackPacket,
  type IDisconnectPacket,
  type IPublishPacket,
  type MqttClient,
} from 'mqtt';
import type { Logger } from '../../shared/log.js';
import { BackOff } from './back-off.js';
import { closedWithoutError, type Failure, failureOf } from './failure.js';
import { Link } from './link.js';
import type { Refusals } from './refusals.js';
import { clientOptions, type MqttSettings, type ProtocolVersion, type Will } from './settings.js';

export interface BrokerListener {
  connected(link: Link): void;
  /** Called for each loss, and when an attempt fails for another reason than the last one. */
  lost(reason: string): void;
  message(topic: string, payload: Buffer, packet: IPublishPacket): void;
}

export interface BrokerConnectionSetup {
  readonly settings: MqttSettings;
  readonly clientId: string;
  readonly subscriptions: readonly Subscription[];
  /** Asked before each attempt. */
  readonly will: () => Will;
  readonly listener: BrokerListener;
  readonly refusals: Pick<Refusals, 'accepted' | 'refused'>;
  readonly log: Logger;
}

/** Made on every connection, with QoS 1. With MQTT 5 the broker is asked not to send its retained messages. */
export interface Subscription {
  readonly topic: string;
  /** With MQTT 5: a live message keeps the retain flag with which it was published. */
  readonly showsRetained: boolean;
}

/** An attempt and the connection that it may have become. */
interface Session {
  readonly client: MqttClient;
  readonly protocol: ProtocolVersion;
  failure: Failure | undefined;
  link: Link | undefined;
  connectedAtMs: number;
}

const PROTOCOL_NAMES = { 4: 'MQTT 3.1.1', 5: 'MQTT 5' } as const;

/**
 * mqtt.js neither falls back to another protocol nor reconnects after a refusal. On a reconnect it sends again what the outbox
 * sends as well. So each connection has its own client, and both end together with all messages in flight.
 */
export class BrokerConnection {
  private readonly setup: BrokerConnectionSetup;
  private readonly backOff = new BackOff();
  private session: Session | undefined;
  private timer: NodeJS.Timeout | undefined;
  private nextProtocol: ProtocolVersion = 5;
  /** The version that this broker has accepted; undefined before it has accepted one. */
  private knownProtocol: ProtocolVersion | undefined;
  /** The reason that was logged last for each address. There is one line for each change of it, not for each attempt. */
  private readonly loggedReasons = new Map<string, string>();
  private isStopped = false;
  private settings: MqttSettings;
  private urls: readonly string[];
  /** The broker that is tried next, or that is connected: an index of {@link urls}. */
  private turn = 0;

  constructor(setup: BrokerConnectionSetup) {
    this.setup = setup;
    this.settings = setup.settings;
    this.urls = [setup.settings.url].flat();
  }

  /** The connection; undefined while there is none. */
  get link(): Link | undefined {
    return this.session?.link;
  }

  get protocol(): ProtocolVersion | null {
    return this.knownProtocol ?? null;
  }

  /** The address of the broker that is connected or tried. */
  private get url(): string {
    return this.urls[this.turn]!;
  }

  start(): void {
    this.attempt();
  }

  /**
   * Uses other settings: an open connection is closed and made again with them. Messages that were in flight are published again,
   * as after a loss. The caller publishes `offline` before, if that is wanted.
   */
  use(settings: MqttSettings): void {
    this.settings = settings;
    this.urls = [settings.url].flat();
    this.turn = 0;
    this.backOff.reset();
    this.nextProtocol = 5;
    this.knownProtocol = undefined;
    this.loggedReasons.clear();
    clearTimeout(this.timer);
    const session = this.session;
    this.session = undefined;
    if (session !== undefined) {
      session.link?.close();
      session.client.end(session.link === undefined);
      if (session.link !== undefined) this.setup.listener.lost('the settings of the connection were changed');
    }
    this.attemptIn(0);
  }

  /** Disconnects in order, so the broker does not publish the will. Resolves when the socket is closed, or after `withinMs`. */
  async stop(withinMs: number): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    const session = this.session;
    this.session = undefined;
    if (session === undefined) {
      return;
    }
    const { client, link } = session;
    link?.close();
    await new Promise<void>((resolve) => {
      const giveUp = setTimeout(() => {
        client.stream.destroy();
        resolve();
      }, withinMs);
      client.once('close', () => {
        clearTimeout(giveUp);
        resolve();
      });
      client.end(link === undefined);
    });
  }

  private attempt(): void {
    const { settings } = this;
    const { clientId, will, listener } = this.setup;
    const protocol = this.nextProtocol;
    let client: MqttClient;
    try {
      client = mqtt.connect(this.url, clientOptions(settings, clientId, protocol, will()));
    } catch (error) {
      this.failed({ reason: (error as Error).message, mayBeProtocol: false }, protocol);
      return;
    }
    const session: Session = { client, protocol, failure: undefined, link: undefined, connectedAtMs: 0 };
    this.session = session;
    client.on('connect', (packet) => this.opened(session, packet));
    client.on('message', (topic, payload, packet) => {
      if (this.session === session) {
        listener.message(topic, payload, packet);
      }
    });
    client.on('disconnect', ({ reasonCode }: IDisconnectPacket) => {
      if (reasonCode) {
        session.failure ??= failureOf({ code: reasonCode }, session.link !== undefined);
      }
    });
    client.on('error', (error) => {
      session.failure ??= failureOf(error, session.link !== undefined);
      this.ended(session);
    });
    client.on('close', () => this.ended(session));
  }

  private opened(session: Session, connack: IConnackPacket): void {
    if (this.session !== session) {
      return;
    }
    const { client, protocol } = session;
    const { log, subscriptions, listener, refusals } = this.setup;
    this.knownProtocol = protocol;
    this.loggedReasons.clear();
    session.connectedAtMs = performance.now();
    sendAtOnce(client);
    session.link = new Link(client, protocol, connack.properties ?? {}, refusals);
    const requests = subscriptions.map(({ topic, showsRetained }) => [
      topic,
      { qos: 1 as const, ...(protocol === 5 && { rap: showsRetained, rh: 2 }) },
    ]);
    client.subscribe(Object.fromEntries(requests), (error) => {
      if (error && this.session === session) {
        log.error(
          `mqtt: the broker refuses the subscriptions: ${error.message}; allow this user to subscribe, or no command arrives`,
        );
      }
    });
    log.info(`mqtt: connected to ${this.url} (${PROTOCOL_NAMES[protocol]})`);
    listener.connected(session.link);
  }

  /** Handles the first sign that a session has ended. Later events of its client are ignored. */
  private ended(session: Session): void {
    if (this.session !== session) {
      return;
    }
    this.session = undefined;
    const { client, link } = session;
    const failure = session.failure ?? closedWithoutError(link !== undefined);
    client.end(true);
    link?.close();
    if (link === undefined) {
      this.failed(failure, session.protocol);
    } else {
      const delayMs = this.backOff.afterLoss(performance.now() - session.connectedAtMs);
      const hint = this.backOff.isUnstable ? `, soon after each connect: ${this.suspicion()}` : '';
      this.logOnce('lost the connection to', failure.reason + hint);
      this.setup.listener.lost(failure.reason);
      this.attemptIn(delayMs);
    }
  }

  private failed(failure: Failure, protocol: ProtocolVersion): void {
    const isFallBack = failure.mayBeProtocol && protocol === 5 && this.knownProtocol === undefined;
    if (isFallBack) {
      this.nextProtocol = 4;
      this.attemptIn(0);
      return;
    }
    if (failure.mayBeProtocol) {
      this.knownProtocol = undefined;
    }
    this.nextProtocol = this.knownProtocol ?? 5;
    if (this.logOnce('no connection to', failure.reason)) {
      this.setup.listener.lost(failure.reason);
    }
    this.next();
  }

  /** Goes on with the next broker of the list. There is a wait only when each of them was tried. */
  private next(): void {
    this.turn = (this.turn + 1) % this.urls.length;
    if (this.urls.length > 1) {
      this.nextProtocol = 5;
      this.knownProtocol = undefined;
    }
    this.attemptIn(this.turn === 0 ? this.backOff.afterFailure() : 0);
  }

  /** A hint for brokers that give no reason. mosquitto gives none when another client takes over the id. */
  private suspicion(): string {
    return `is another client connected with the id ${this.setup.clientId}?`;
  }

  /** Returns false when this was logged before for this broker. */
  private logOnce(what: string, reason: string): boolean {
    const { url } = this;
    if (this.loggedReasons.get(url) === reason) return false;
    this.loggedReasons.set(url, reason);
    const then = this.urls.length > 1 ? 'trying the next one' : 'trying again';
    this.setup.log.warn(`mqtt: ${what} ${url}: ${reason}; ${then}`);
    return true;
  }

  private attemptIn(ms: number): void {
    if (!this.isStopped) {
      this.timer = setTimeout(() => this.attempt(), ms);
    }
  }
}

/** Switches Nagle's algorithm off: it holds a small message back until the one before is acknowledged, up to 40 ms on Linux. */
function sendAtOnce({ stream }: MqttClient): void {
  if ('setNoDelay' in stream && typeof stream.setNoDelay === 'function') stream.setNoDelay(true);
}
