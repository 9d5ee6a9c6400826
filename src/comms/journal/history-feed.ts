// Makes the history of every channel from the frames, puts it into the store, and asks the store about it.
import type { FrameLayout } from '../../control/records/frame.js';
import type { ChunkChannel, HistoryChunk } from '../../history/chunk.js';
import type { HistoryAnswer, HistoryRequest } from '../../history/request.js';
import { SecondRecorder } from '../../history/second-recorder.js';
import type { Logger } from '../../shared/log.js';
import type { EventSource, HistoryStore } from './event-source.js';
import { PutQueue } from './put-queue.js';

/** Chunks that may wait while the store does not work: one hour, about 2 MB. */
const MAX_CHUNKS_WAITING = 360;

export interface HistoryFeedSetup {
  readonly layout: FrameLayout;
  readonly run: number;
  /** Channels with their units. */
  readonly channels: readonly ChunkChannel[];
  readonly source: Pick<EventSource, 'onStored'> & HistoryStore;
  readonly log: Logger;
}

export class HistoryFeed {
  private readonly setup: HistoryFeedSetup;
  private readonly recorder: SecondRecorder;
  private readonly chunks: PutQueue<HistoryChunk>;

  constructor(setup: HistoryFeedSetup) {
    const { layout, run, channels, source, log } = setup;
    this.setup = setup;
    this.chunks = new PutQueue({
      put: (chunk) => source.putHistory(chunk),
      most: MAX_CHUNKS_WAITING,
      what: 'a chunk of the history',
      log,
    });
    const unit = (name: string) => channels.find((channel) => channel.name === name)?.unit ?? '';
    this.recorder = new SecondRecorder({
      layout,
      run,
      channels: layout.channels.map((name) => ({ name, unit: unit(name) })),
      onChunk: (chunk) => this.chunks.add(chunk),
    });
    source.onStored(() => this.chunks.write());
  }

  /** Chunks that were dropped because more than an hour of them waited for the store. */
  get lost(): number {
    return this.chunks.lost;
  }

  /** Whether the machine's clock is synchronised. */
  set synchronised(value: boolean) {
    this.recorder.synchronised = value;
  }

  frame(frame: Float64Array): void {
    this.recorder.frame(frame);
  }

  /** Answers a question, the seconds that are not in the store yet included. Rejects while the store is being restarted. */
  read(question: Omit<HistoryRequest, 'fresh'>): Promise<HistoryAnswer> {
    const present = this.recorder.present();
    const fresh = [...this.chunks.waiting, ...(present === null ? [] : [present])];
    return this.setup.source.history({ ...question, fresh });
  }

  /** Stores the waiting chunks and the unfinished one. Takes `withinMs` milliseconds at most. */
  async end(withinMs: number): Promise<void> {
    this.recorder.flush();
    await this.chunks.end(withinMs);
  }
}
