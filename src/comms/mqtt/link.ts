// One connection to the broker: sends messages, and lets them wait while too many are not acknowledged.
import type { IPublishPacket, MqttClient } from 'mqtt';
import type { Refusals } from './refusals.js';
import type { ProtocolVersion } from './settings.js';

export interface OutgoingMessage {
  readonly topic: string;
  readonly payload: string;
  readonly retain?: boolean;
  /** MQTT 5 only. */
  readonly properties?: IPublishPacket['properties'];
}

/** Why a message is not known to have reached the broker. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  /** `refused`: the connection is open and the broker does not take the message. */
  readonly code: 'refused' | 'connection_lost';

  constructor(code: DeliveryError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Called once; without an error when the broker has acknowledged the message. */
export type Delivered = (error?: DeliveryError) => void;

/** The part of a connection that publishers use. */
export interface Publisher {
  /** QoS 1. Sent in order. Messages wait in memory while the broker's window is full, so callers must limit their number. */
  publish(message: OutgoingMessage, delivered?: Delivered): void;
  /** QoS 0. Returns false and sends nothing when the socket is too slow. */
  publishLive(message: OutgoingMessage): boolean;
  /** Messages that wait for the window. */
  readonly waiting: number;
}

/** Messages that may be without an acknowledgement at once, unless the broker wants fewer. */
const WINDOW = 64;
/** Unsent bytes beyond which live data is dropped: about 10 s of telemetry. */
const MAX_UNSENT_BYTES = 128 * 1024;

/** Fixed header, lengths, and the packet's number: the bytes of a PUBLISH around topic, properties and payload, at most. */
const HEADER_BYTES = 13;
/** Bytes around the correlation data of a reply. */
const PROPERTY_BYTES = 3;

/** What the broker takes, as it said when it accepted the connection (MQTT 5). */
export interface BrokerLimits {
  /** QoS 1 messages at once. */
  readonly receiveMaximum?: number | undefined;
  /** Bytes of a whole packet. A broker closes the connection on a larger one. */
  readonly maximumPacketSize?: number | undefined;
}

interface Waiting {
  readonly message: OutgoingMessage;
  readonly delivered: Delivered;
}

export class Link implements Publisher {
  readonly protocol: ProtocolVersion;
  private readonly client: MqttClient;
  private readonly refusals: Pick<Refusals, 'accepted' | 'refused'>;
  private readonly window: number;
  private readonly mostBytes: number;
  private readonly queue: Waiting[] = [];
  private inFlight = 0;
  private isClosed = false;

  constructor(
    client: MqttClient,
    protocol: ProtocolVersion,
    limits: BrokerLimits,
    refusals: Pick<Refusals, 'accepted' | 'refused'>,
  ) {
    this.client = client;
    this.refusals = refusals;
    this.protocol = protocol;
    this.window = Math.min(WINDOW, limits.receiveMaximum ?? WINDOW);
    this.mostBytes = limits.maximumPacketSize ?? Number.POSITIVE_INFINITY;
  }

  get waiting(): number {
    return this.queue.length;
  }

  publish(message: OutgoingMessage, delivered: Delivered = () => {}): void {
    if (this.isClosed) {
      delivered(connectionLost());
    } else if (this.isTooLarge(message)) {
      // Not before this method has returned, like every other answer.
      queueMicrotask(() => delivered(this.isClosed ? connectionLost() : tooLarge(this.mostBytes)));
    } else if (this.inFlight < this.window) {
      this.send({ message, delivered });
    } else {
      this.queue.push({ message, delivered });
    }
  }

  publishLive(message: OutgoingMessage): boolean {
    const { topic, payload } = message;
    if (this.isTooLarge(message)) return false;
    if (this.isClosed || this.client.stream.writableLength > MAX_UNSENT_BYTES) {
      return false;
    }
    this.client.publish(topic, payload, { qos: 0 });
    return true;
  }

  /** Reports the loss of the connection for every waiting message. The end of the client reports it for those in flight. */
  close(): void {
    this.isClosed = true;
    for (const { delivered } of this.queue.splice(0)) {
      delivered(connectionLost());
    }
  }

  /** Also reports the topic as refused. */
  private isTooLarge({ topic, payload, properties }: OutgoingMessage): boolean {
    if (this.mostBytes === Number.POSITIVE_INFINITY) return false;
    const extra = properties === undefined ? 0 : PROPERTY_BYTES + (properties.correlationData?.length ?? 0);
    const bytes = HEADER_BYTES + Buffer.byteLength(topic) + Buffer.byteLength(payload) + extra;
    if (bytes <= this.mostBytes) return false;
    this.refusals.refused(topic, tooLarge(this.mostBytes).message, 'let it take larger packets');
    return true;
  }

  private send({ message, delivered }: Waiting): void {
    const { topic, payload, retain = false, properties } = message;
    this.inFlight++;
    const options = { qos: 1 as const, retain, ...(properties !== undefined && { properties }) };
    this.client.publish(topic, payload, options, (error) => {
      this.inFlight--;
      const failure = error ? deliveryError(error) : undefined;
      if (failure === undefined) this.refusals.accepted(topic);
      else if (failure.code === 'refused') this.refusals.refused(topic, failure.message);
      delivered(failure);
      const next = this.isClosed ? undefined : this.queue.shift();
      if (next !== undefined) {
        this.send(next);
      }
    });
  }
}

/** Only a refusal has an MQTT reason code. */
function deliveryError(error: Error): DeliveryError {
  return 'code' in error && typeof error.code === 'number'
    ? new DeliveryError('refused', error.message)
    : connectionLost();
}

function tooLarge(mostBytes: number): DeliveryError {
  return new DeliveryError('refused', `a packet is larger than the ${mostBytes} bytes that the broker takes`);
}

function connectionLost(): DeliveryError {
  return new DeliveryError('connection_lost', 'the connection to the broker was lost');
}
