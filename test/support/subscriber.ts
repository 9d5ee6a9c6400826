// An MQTT client that receives everything one controller publishes, and sends it commands.
import { setTimeout as delay } from 'node:timers/promises';
import mqtt, { type IClientPublishOptions, type MqttClient } from 'mqtt';
import { onTestFinished } from 'vitest';
import type { Alert, Documents, Reply } from './documents.js';
import { until } from './until.js';

/** A received message. */
export interface Heard<Body> {
  readonly body: Body;
  readonly retained: boolean;
  /** Position among all received messages of all topics. */
  readonly order: number;
  /** Time of arrival, on the scale of `performance.now()`. */
  readonly atMs: number;
}

const PATIENCE_MS = 60_000;

/** It is closed at the end of the test. */
export class Subscriber {
  readonly topics = new Map<string, Heard<unknown>[]>();
  private readonly client: MqttClient;
  private readonly base: string;
  private readonly patienceMs: number;
  private count = 0;
  private listens = false;
  private requests = 0;

  private constructor(client: MqttClient, base: string, patienceMs: number) {
    this.client = client;
    this.base = base;
    this.patienceMs = patienceMs;
    client.on('close', () => {
      this.listens = false;
    });
    client.on('message', (topic, payload, { retain }) => {
      const text = payload.toString('utf8');
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      this.list(topic.slice(base.length + 1)).push({
        body,
        retained: retain,
        order: this.count++,
        atMs: performance.now(),
      });
    });
  }

  /**
   * @param base `<baseTopic>/<device.id>`
   * @param patienceMs how long it waits for what has to come
   */
  static async connect(url: string, base = 'kpp/kpp-01', patienceMs = PATIENCE_MS): Promise<Subscriber> {
    const client = await mqtt.connectAsync(url, {
      protocolVersion: 4,
      reconnectPeriod: 50,
      resubscribe: false,
    });
    const subscriber = new Subscriber(client, base, patienceMs);
    onTestFinished(() => client.endAsync(true));
    await subscriber.subscribe();
    client.on('connect', () => void subscriber.subscribe());
    return subscriber;
  }

  /** True when the broker has confirmed the subscription. */
  get isConnected(): boolean {
    return this.listens;
  }

  /** The number of received messages. */
  get heard(): number {
    return this.count;
  }

  /** All messages of a topic of the contract, in the order of arrival. */
  on<T extends keyof Documents>(topic: T): readonly Heard<Documents[T]>[] {
    return this.list(topic) as Heard<Documents[T]>[];
  }

  bodies<T extends keyof Documents>(topic: T): readonly Documents[T][] {
    return this.on(topic).map(({ body }) => body);
  }

  last<T extends keyof Documents>(topic: T): Documents[T] | undefined {
    return this.on(topic).at(-1)?.body;
  }

  alerts(rule: string): readonly Heard<Alert>[] {
    return this.list(`alerts/${rule}`) as Heard<Alert>[];
  }

  alertState(rule: string): string | undefined {
    return this.alerts(rule).at(-1)?.body.state;
  }

  /** The rules whose alert was received. */
  get rules(): string[] {
    return [...this.topics.keys()]
      .filter((topic) => topic.startsWith('alerts/'))
      .map((topic) => topic.slice(7));
  }

  /** The events, each once, in the order of their first arrival. */
  get events(): readonly Documents['events'][] {
    const bySeq = new Map<string, Documents['events']>();
    for (const event of this.bodies('events')) {
      const key = `${event.log}/${event.seq}`;
      if (!bySeq.has(key)) bySeq.set(key, event);
    }
    return [...bySeq.values()];
  }

  eventsOf(type: string): readonly Documents['events'][] {
    return this.events.filter((event) => event.type === type);
  }

  /** Waits for a message that fits. It may have been received before. */
  async hears<T extends keyof Documents>(
    topic: T,
    what: string,
    fits: (body: Documents[T], heard: Heard<Documents[T]>) => boolean,
    timeoutMs = this.patienceMs,
  ): Promise<Heard<Documents[T]>> {
    const list = this.on(topic);
    let looked = 0;
    let found: Heard<Documents[T]> | undefined;
    const look = () => {
      for (; found === undefined && looked < list.length; looked++) {
        if (fits(list[looked]!.body, list[looked]!)) found = list[looked];
      }
      return found !== undefined;
    };
    await until(`${topic} reports ${what}`, look, timeoutMs);
    return found!;
  }

  async plantIs(state: string): Promise<void> {
    await until(`the plant is ${state}`, () => this.last('status')?.plant === state, this.patienceMs);
  }

  /** Sends a command and waits for its reply. Adds `requestId` and the present `ts`, unless they are in `fields`. */
  async command(name: string, fields: Readonly<Record<string, unknown>> = {}): Promise<Reply> {
    const requestId = String(fields.requestId ?? `request-${++this.requests}`);
    const earlier = this.replies(name, requestId).length;
    await this.send(name, { requestId, ts: Date.now(), ...fields });
    const answered = () => this.replies(name, requestId).length > earlier;
    await until(`${name} ${requestId} is answered`, answered, this.patienceMs);
    return this.replies(name, requestId).at(-1)!;
  }

  /**
   * Sends a command until it is accepted: a reset waits until no cause was present for 2 s, a start until the chain stands and
   * every critical channel is measured.
   */
  async insist(name: string): Promise<void> {
    const deadline = performance.now() + this.patienceMs;
    for (let reply = await this.command(name); !reply.ok; reply = await this.command(name)) {
      if (performance.now() > deadline) throw new Error(`${name} is refused: ${reply.message}`);
      await delay(200);
    }
  }

  /** Sends a command without waiting for its reply. */
  async send(name: string, body: unknown, options: IClientPublishOptions = {}): Promise<void> {
    const text = JSON.stringify(body);
    await this.client.publishAsync(`${this.base}/command/${name}`, text, { qos: 1, ...options });
  }

  /** All replies to a request so far. */
  replies(name: string, requestId: string): Reply[] {
    const replies = this.list(`command/${name}/reply`).map(({ body }) => body as Reply);
    return replies.filter((reply) => reply.requestId === requestId);
  }

  private async subscribe(): Promise<void> {
    await this.client.subscribeAsync(`${this.base}/#`, { qos: 1 });
    this.listens = true;
  }

  private list(topic: string): Heard<unknown>[] {
    let list = this.topics.get(topic);
    if (list === undefined) {
      list = [];
      this.topics.set(topic, list);
    }
    return list;
  }
}

/** Returns true when each number is one more than the number before it. */
export function isGapless(numbers: readonly number[]): boolean {
  return numbers.every((n, i) => i === 0 || n === numbers[i - 1]! + 1);
}

/** The distance of a time stamp from the nearest point of a grid through `origin`, milliseconds. */
export function offGridMs(ts: number, origin: number, rateHz: number): number {
  const periods = ((ts - origin) * rateHz) / 1000;
  return (Math.abs(periods - Math.round(periods)) * 1000) / rateHz;
}
