// Commands over MQTT: passes them from their topic to the gate, and publishes the replies.
import type { IPublishPacket } from 'mqtt';
import type { Publisher } from '../mqtt/link.js';
import type { Topics } from '../mqtt/topics.js';
import type { CommandAnswer } from './answer.js';
import type { CommandGate } from './gate.js';
import { TokenBucket } from './token-bucket.js';

/** Refusals and repeated replies cost control nothing. They are sent up to this rate; faster commands are a flood. */
const BURST = 3000;
const PER_SECOND = 1500;
/** Replies are dropped when more messages than this wait for the broker, because they delay the priority stream behind them. */
const MAX_WAITING = 3000;

export class MqttCommands {
  private readonly gate: CommandGate;
  private readonly topics: Topics;
  private readonly link: () => Publisher | undefined;
  private readonly bucket: TokenBucket;
  private unansweredCommands = 0;

  /** @param link returns the connection, undefined while there is none; @param nowMs a clock that does not jump, milliseconds */
  constructor(gate: CommandGate, topics: Topics, link: () => Publisher | undefined, nowMs: () => number) {
    this.gate = gate;
    this.topics = topics;
    this.link = link;
    this.bucket = new TokenBucket(BURST, PER_SECOND, nowMs);
  }

  /** Commands that got no reply because there were too many, or no connection. */
  get unanswered(): number {
    return this.unansweredCommands;
  }

  /** Takes a message on a command topic. A retained message is ignored: it is old, and nobody waits for its reply. */
  message(name: string, payload: Buffer, { retain, properties }: IPublishPacket): void {
    if (retain) {
      return;
    }
    let isAnsweredAtOnce = true;
    const answer = (reply: CommandAnswer) => {
      if (isAnsweredAtOnce && !this.bucket.take()) {
        this.unansweredCommands++;
        return;
      }
      this.reply(name, reply, properties);
    };
    this.gate.receive({ name, payload, origin: 'mqtt', answer });
    isAnsweredAtOnce = false;
  }

  private reply(name: string, reply: CommandAnswer, request: IPublishPacket['properties']): void {
    const link = this.link();
    if (link === undefined || link.waiting >= MAX_WAITING) {
      this.unansweredCommands++;
      return;
    }
    const payload = JSON.stringify(reply);
    const correlationData = request?.correlationData;
    const properties = correlationData === undefined ? {} : { correlationData };
    const topic = this.topics.reply(name);
    link.publish({ topic, payload, properties });
    const responseTopic = request?.responseTopic;
    if (responseTopic !== undefined && responseTopic !== topic && this.topics.mayAnswerOn(responseTopic)) {
      link.publish({ topic: responseTopic, payload, properties });
    }
  }
}
