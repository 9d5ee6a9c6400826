// Gathers messages that the broker does not have into blocks of some seconds, and hands them over to the store.
import type { Logger } from '../../shared/log.js';
import { rangesOf } from '../../store/frame-ranges.js';
import type { LossReason } from '../../store/frames-lost.js';
import type {
  FrameBlock,
  FrameMessage,
  FrameRange,
  FramesWaiting,
  FrameTopic,
} from '../../store/protocol.js';
import type { FrameStore } from '../journal/event-source.js';
import { within } from '../within.js';

/** A power failure in an outage loses at most the messages of this time. A longer block saves little space. */
const BLOCK_MS = 5000;
const MAX_A_BLOCK = 500;
/** Messages that may wait here while the store does not work: about 5 MB, seven minutes at the default rates. */
const MAX_WAITING = 10_000;

export interface FrameSpoolSetup {
  readonly run: number;
  readonly store: FrameStore;
  /** Messages of these ranges are lost. */
  readonly lost: (ranges: readonly FrameRange[], reason: LossReason) => void;
  /** Something was stored. */
  readonly stored: () => void;
  readonly log: Logger;
}

/** No method throws or rejects. */
export class FrameSpool {
  private readonly setup: FrameSpoolSetup;
  private open: FrameMessage[] = [];
  private openSinceMs = 0;
  /** Blocks that wait for the store, the oldest first. They are not changed any more, so that the store recognises one that it has. */
  private readonly sealed: FrameBlock[] = [];
  private isWriting = false;
  private writing: Promise<void> = Promise.resolve();
  private stored: FramesWaiting = { messages: 0, oldest: null };

  constructor(setup: FrameSpoolSetup) {
    this.setup = setup;
    setup.store.onStored(() => this.write());
  }

  /** Messages that are kept for the broker, here and in the store, as far as known. */
  get waiting(): FramesWaiting {
    const { messages, oldest } = this.stored;
    return { messages: messages + this.inMemory, oldest: oldest ?? this.first?.ts ?? null };
  }

  /** True when the store has confirmed everything. */
  get isEmpty(): boolean {
    return this.open.length === 0 && this.sealed.length === 0;
  }

  /** Asks the store what waits there from earlier. */
  async begin(): Promise<void> {
    await this.told(this.setup.store.framesWaiting());
  }

  /** Takes the store's answer to a question about the waiting messages. */
  async told(answer: Promise<FramesWaiting>): Promise<void> {
    this.stored = await answer.catch(() => this.stored);
  }

  add(message: FrameMessage, nowMs: number): void {
    if (this.open.length === 0) this.openSinceMs = nowMs;
    this.open.push(message);
    if (this.open.length >= MAX_A_BLOCK) this.flush();
  }

  /** Hands a block over when its time has come. */
  look(nowMs: number): void {
    if (this.open.length > 0 && nowMs - this.openSinceMs >= BLOCK_MS) this.flush();
  }

  /** Hands over what was gathered, at once. */
  flush(): void {
    if (this.open.length > 0) this.sealed.push({ run: this.setup.run, messages: this.open });
    this.open = [];
    this.makePlace();
    this.write();
  }

  /** Hands over the rest. Takes `withinMs` milliseconds at most. */
  async end(withinMs: number): Promise<void> {
    this.flush();
    await within(withinMs, this.writing);
  }

  /** The oldest message of this topic that is not in the store yet; undefined when there is none. */
  oldest(topic: FrameTopic): FrameMessage | undefined {
    for (const { messages } of [...this.sealed, { messages: this.open }]) {
      const found = messages.find((message) => message.topic === topic);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private get first(): FrameMessage | undefined {
    return this.sealed[0]?.messages[0] ?? this.open[0];
  }

  private get inMemory(): number {
    return this.sealed.reduce((sum, { messages }) => sum + messages.length, this.open.length);
  }

  private makePlace(): void {
    while (this.inMemory > MAX_WAITING) {
      // The first block may be in the store already, although this is not known yet.
      const [gone] = this.sealed.splice(this.isWriting ? 1 : 0, 1);
      if (gone === undefined) return;
      this.setup.lost(rangesOf(gone.run, gone.messages), 'store_unavailable');
    }
  }

  /** A block that the store does not take is tried again with the next one, and when the store works again. */
  private write(): void {
    if (this.isWriting || this.sealed.length === 0) return;
    this.isWriting = true;
    this.writing = this.writeAll().finally(() => {
      this.isWriting = false;
    });
  }

  private async writeAll(): Promise<void> {
    const { store, stored, log } = this.setup;
    for (let block = this.sealed[0]; block !== undefined; block = this.sealed[0]) {
      try {
        this.stored = await store.putFrames(block);
      } catch (error) {
        log.debug(`messages for the broker wait for the store: ${(error as Error).message}`);
        return;
      }
      this.sealed.shift();
      stored();
    }
  }
}
