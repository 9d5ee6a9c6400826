// Keeps count of the messages that the broker refuses, and of the topics on which it does.
import type { Logger } from '../../shared/log.js';

export class Refusals {
  private readonly topics = new Set<string>();
  private readonly changed: (topics: readonly string[]) => void;
  private readonly log: Logger;
  private total = 0;

  /** @param changed gets the topics whose last message was refused, whenever they change */
  constructor(changed: (topics: readonly string[]) => void, log: Logger) {
    this.changed = changed;
    this.log = log;
  }

  /** Messages that were refused since the start of this thread. */
  get count(): number {
    return this.total;
  }

  /** @param fix what helps, an instruction in one clause */
  refused(topic: string, reason: string, fix = 'allow this user to publish there'): void {
    this.total++;
    if (this.topics.has(topic)) return;
    this.topics.add(topic);
    this.log.error(`mqtt: the broker refuses messages on ${topic}: ${reason}; ${fix}. Other topics go on`);
    this.changed([...this.topics]);
  }

  accepted(topic: string): void {
    if (!this.topics.delete(topic)) return;
    this.log.info(`mqtt: the broker accepts messages on ${topic} again`);
    this.changed([...this.topics]);
  }

  /** To be called for another broker, which may permit other topics. */
  forget(): void {
    if (this.topics.size === 0) return;
    this.topics.clear();
    this.changed([]);
  }
}
