// Keeps a connection to the broker: one client of mqtt.js an attempt, MQTT 5 first and 3.1.1 where that is refused.
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
import { clientOptions, type MqttSettings, type ProtocolVersion, type Will } from './settings.js';

export interface BrokerListener {
  connected(link: Link): void;
  /** Called for each loss, and when attempts fail for another reason than the last one did. */
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
  readonly log: Logger;
}

/** Made on every connection, QoS 1. What the broker keeps as retained is not wanted. */
export interface Subscription {
  readonly topic: string;
  /** With MQTT 5: a message that was published as retained says so even when it comes live. */
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
 * mqtt.js neither falls back to another protocol nor reconnects after a refusal, and on a reconnect sends again what the
 * outbox sends, too. So a client of it, with whatever it has in flight, lives exactly as long as its connection.
 */
export class BrokerConnection {
  private readonly setup: BrokerConnectionSetup;
  private readonly backOff = new BackOff();
  private session: Session | undefined;
  private timer: NodeJS.Timeout | undefined;
  private nextProtocol: ProtocolVersion = 5;
  /** The version that this broker has accepted. */
  private knownProtocol: ProtocolVersion | undefined;
  /** What was logged last: one line for each change of state, not for each attempt. */
  private loggedReason: string | undefined;
  private isStopped = false;
  private settings: MqttSettings;

  constructor(setup: BrokerConnectionSetup) {
    this.setup = setup;
    this.settings = setup.settings;
  }

  /** The connection, while there is one. */
  get link(): Link | undefined {
    return this.session?.link;
  }

  get protocol(): ProtocolVersion | null {
    return this.knownProtocol ?? null;
  }

  start(): void {
    this.attempt();
  }

  /**
   * Other settings: a connection that is there is given up and made anew with them, and what was in flight on it goes
   * again as after a loss. Who listens has said goodbye on it, if that is wanted.
   */
  use(settings: MqttSettings): void {
    this.settings = settings;
    this.backOff.reset();
    this.nextProtocol = 5;
    this.knownProtocol = undefined;
    this.loggedReason = undefined;
    clearTimeout(this.timer);
    const session = this.session;
    this.session = undefined;
    if (session !== undefined) {
      session.link?.close();
      session.client.end(session.link === undefined);
      if (session.link !== undefined) this.setup.listener.lost('the configuration has other settings for it');
    }
    this.attemptIn(0);
  }

  /** Leaves in order, so that the broker does not publish the will. Resolves when the socket is closed, or after `withinMs`. */
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
      client = mqtt.connect(settings.url, clientOptions(settings, clientId, protocol, will()));
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
    const { settings } = this;
    const { log, subscriptions, listener } = this.setup;
    this.knownProtocol = protocol;
    this.loggedReason = undefined;
    session.connectedAtMs = performance.now();
    session.link = new Link(client, protocol, connack.properties?.receiveMaximum);
    const requests = subscriptions.map(({ topic, showsRetained }) => [
      topic,
      { qos: 1 as const, ...(protocol === 5 && { rap: showsRetained, rh: 2 }) },
    ]);
    client.subscribe(Object.fromEntries(requests), (error) => {
      if (error && this.session === session) {
        log.error(`mqtt: the broker refuses subscriptions (${error.message}): no command will arrive`);
      }
    });
    log.info(`mqtt: connected to ${settings.url} (${PROTOCOL_NAMES[protocol]})`);
    listener.connected(session.link);
  }

  /** Comes at the first sign of the end; what mqtt.js emits after it is of no interest. */
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
    this.attemptIn(this.backOff.afterFailure());
  }

  /** What to look for where the broker gives no reason; mosquitto gives none to a client that it throws out for another. */
  private suspicion(): string {
    return `is another client connected with the id ${this.setup.clientId}?`;
  }

  private logOnce(what: string, reason: string): boolean {
    if (reason === this.loggedReason) {
      return false;
    }
    this.loggedReason = reason;
    const { settings } = this;
    const { log } = this.setup;
    log.warn(`mqtt: ${what} ${settings.url}: ${reason}; trying again`);
    return true;
  }

  private attemptIn(ms: number): void {
    if (!this.isStopped) {
      this.timer = setTimeout(() => this.attempt(), ms);
    }
  }
}
