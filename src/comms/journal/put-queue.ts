// Entries that wait until the store has taken them, oldest first.
import type { Logger } from '../../shared/log.js';
import { within } from '../within.js';

export interface PutQueueSetup<T> {
  /** Resolves when the entry is durable; rejects while the store does not work. */
  readonly put: (entry: T) => Promise<void>;
  /** Most entries that wait. Then the oldest one is dropped and counted. */
  readonly most: number;
  /** What an entry is, for the log: `the statistics of a minute`. */
  readonly what: string;
  readonly log: Logger;
}

/** An entry that the store does not take is tried again with the next entry, and by {@link write}. No method throws or rejects. */
export class PutQueue<T> {
  private readonly setup: PutQueueSetup<T>;
  private readonly entries: T[] = [];
  private writing: Promise<void> = Promise.resolve();
  private isWriting = false;
  private dropped = 0;

  constructor(setup: PutQueueSetup<T>) {
    this.setup = setup;
  }

  /** Entries that were dropped because too many waited. */
  get lost(): number {
    return this.dropped;
  }

  /** The entries that the store has not confirmed, oldest first. */
  get waiting(): readonly T[] {
    return this.entries;
  }

  add(entry: T): void {
    this.entries.push(entry);
    if (this.entries.length > this.setup.most) {
      this.entries.shift();
      this.dropped++;
    }
    this.write();
  }

  /** Passes the waiting entries to the store. Call it when the store works again. */
  write(): void {
    if (this.isWriting) return;
    this.isWriting = true;
    this.writing = this.writeAll().finally(() => {
      this.isWriting = false;
    });
  }

  /** Waits for the store, for `withinMs` milliseconds at most. */
  async end(withinMs: number): Promise<void> {
    this.write();
    await within(withinMs, this.writing);
  }

  private async writeAll(): Promise<void> {
    for (let entry = this.entries[0]; entry !== undefined; entry = this.entries[0]) {
      try {
        await this.setup.put(entry);
      } catch (error) {
        this.setup.log.debug(`${this.setup.what} waits for the store: ${(error as Error).message}`);
        return;
      }
      // The entry may have been dropped meanwhile.
      if (this.entries[0] === entry) this.entries.shift();
    }
  }
}
