// A connection in memory that records what was published and acknowledges when the test asks for it.
import {
  type Delivered,
  DeliveryError,
  type OutgoingMessage,
  type Publisher,
} from '../../src/comms/mqtt/link.js';

interface Published extends OutgoingMessage {
  readonly delivered: Delivered;
}

export class FakePublisher implements Publisher {
  readonly messages: Published[] = [];
  readonly live: OutgoingMessage[] = [];
  waiting = 0;
  /** True: acknowledges every message at once. */
  isPrompt = true;
  /** True: the socket is too slow. */
  isBlocked = false;
  private acknowledged = 0;

  publish(message: OutgoingMessage, delivered: Delivered = () => {}): void {
    this.messages.push({ ...message, delivered });
    if (this.isPrompt) {
      queueMicrotask(() => this.acknowledge());
    }
  }

  publishLive(message: OutgoingMessage): boolean {
    if (!this.isBlocked) {
      this.live.push(message);
    }
    return !this.isBlocked;
  }

  /** The broker acknowledges the next message. */
  acknowledge(): void {
    this.messages[this.acknowledged++]?.delivered();
  }

  /** The broker refuses the next message. */
  refuse(message: string): void {
    this.messages[this.acknowledged++]?.delivered(new DeliveryError('refused', message));
  }

  on(topic: string): string[] {
    return this.messages.filter((message) => message.topic === topic).map(({ payload }) => payload);
  }
}
