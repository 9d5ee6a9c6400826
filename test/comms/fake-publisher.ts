// A connection in memory that shows what was published and acknowledges when the test says so.
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
  /** Acknowledges by itself. */
  isPrompt = true;
  /** The socket does not keep up. */
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

  /** The broker does not take the next message. */
  refuse(message: string): void {
    this.messages[this.acknowledged++]?.delivered(new DeliveryError('refused', message));
  }

  on(topic: string): string[] {
    return this.messages.filter((message) => message.topic === topic).map(({ payload }) => payload);
  }
}
