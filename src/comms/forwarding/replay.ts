// Publishes the stored telemetry and priority messages of an outage, oldest first, at a limited rate beside the live streams.
import type { Logger } from '../../shared/log.js';
import { rangesOf } from '../../store/frame-ranges.js';
import type { LossReason } from '../../store/frames-lost.js';
import type {
  FrameMessage,
  FramePlace,
  FrameRange,
  FramesWaiting,
  FrameTopic,
  StoredFrames,
} from '../../store/protocol.js';
import type { FrameStore } from '../journal/event-source.js';
import type { Publisher } from '../mqtt/link.js';
import { Signal } from '../signal.js';
import { SETTLED_AFTER_MS } from './outstanding.js';

/** With the events in flight, fewer than the twenty messages that mosquitto takes at once: live messages find a free place. */
const MAX_IN_FLIGHT = 8;
/** Pause between two groups of messages. */
const SLICE_MS = 50;
/** The longest time for which unused rate is kept: a late timer does not lower the rate. */
const KEPT_MS = 2 * SLICE_MS;
/** Pause after a failure of the store. */
const RETRY_MS = 1000;
/** Acknowledgements of this time are reported to the store together. */
const REPORT_MS = 1000;
/** More than any block has. */
const WHOLE_BLOCK = Number.MAX_SAFE_INTEGER;
/** Nothing is missed when a signal does not come: everything is signalled. */
const IDLE_MS = 60_000;

export interface ReplaySetup {
  readonly store: FrameStore;
  readonly topics: Readonly<Record<FrameTopic, string>>;
  /** Messages a second, asked before each message. */
  readonly rate: () => number;
  /** Messages of these ranges are lost. */
  readonly lost: (ranges: readonly FrameRange[], reason: LossReason) => void;
  /** Milliseconds of a clock that does not jump. */
  readonly clock: () => number;
  readonly log: Logger;
}

interface InFlight {
  readonly place: FramePlace;
  isAnswered: boolean;
}

/** The publishing on one connection. */
interface Session {
  readonly link: Publisher;
  /** False while events or other messages have to go first. */
  readonly mayGo: () => boolean;
  /** In order. The first one is the oldest without an answer. */
  readonly inFlight: InFlight[];
  /** Acknowledged places that do not count as delivered yet; about one a second. */
  readonly doubtful: Doubtful[];
}

/** Everything up to `place` was acknowledged at `atMs` or before. The first of these acknowledgements came at `sinceMs`. */
interface Doubtful {
  readonly sinceMs: number;
  readonly atMs: number;
  readonly place: FramePlace;
}

/** No method throws or rejects. */
export class Replay {
  private readonly setup: ReplaySetup;
  private readonly progress = new Signal();
  private session: Session | undefined;
  private allowed = 0;
  private allowedAtMs = 0;

  constructor(setup: ReplaySetup) {
    this.setup = setup;
    setup.store.onStored(() => this.progress.notify());
  }

  /** Begins with the oldest stored message, as soon as `mayGo` returns true. */
  start(link: Publisher, mayGo: () => boolean): void {
    const session: Session = { link, mayGo, inFlight: [], doubtful: [] };
    this.session = session;
    this.progress.notify();
    void this.run(session);
  }

  /** To be called when the connection is lost. Messages that do not count as delivered are sent again on the next one. */
  stop(): void {
    this.session = undefined;
    this.progress.notify();
  }

  /** To be called when the store has another log, whose blocks have other ids: begins again. */
  restart(): void {
    if (this.session !== undefined) this.start(this.session.link, this.session.mayGo);
  }

  /** To be called when more messages were stored. */
  more(): void {
    this.progress.notify();
  }

  /**
   * Reports to the store what counts as delivered since the last call: what was acknowledged some seconds ago, or, when the
   * connection ends in order, everything that was acknowledged. Returns null when there is nothing new.
   */
  report(isOrderlyEnd = false): Promise<FramesWaiting> | null {
    const { session, setup } = this;
    if (session === undefined) return null;
    const { doubtful } = session;
    const settledMs = isOrderlyEnd ? Number.POSITIVE_INFINITY : setup.clock() - SETTLED_AFTER_MS;
    const open = doubtful.findIndex(({ atMs }) => atMs > settledMs);
    const last = doubtful.splice(0, open === -1 ? doubtful.length : open).at(-1);
    return last === undefined ? null : setup.store.framesDelivered(last.place);
  }

  private async run(session: Session): Promise<void> {
    let after = 0;
    while (this.session === session) {
      const block = await this.read(session, after);
      if (block === undefined) continue;
      for (let i = block.done; i < block.messages.length; i++) {
        while (this.session === session && !this.isTurn(session)) await this.progress.wait(SLICE_MS);
        if (this.session !== session) return;
        this.send(session, block, i);
      }
      // A block whose bytes are damaged has no messages, and is deleted like a delivered one.
      if (block.messages.length === 0) this.doubt(session.doubtful, { id: block.id, count: WHOLE_BLOCK });
      after = block.id;
    }
  }

  /** Waits for a block. Returns undefined after a failure, and when the session has ended. */
  private async read({ mayGo }: Session, after: number): Promise<StoredFrames | undefined> {
    if (!mayGo()) {
      await this.progress.wait(SLICE_MS);
      return undefined;
    }
    try {
      const block = await this.setup.store.framesAfter(after);
      if (block !== null) return block;
      await this.progress.wait(IDLE_MS);
    } catch (error) {
      this.setup.log.debug(`mqtt: cannot read what is to be sent again: ${(error as Error).message}`);
      await this.progress.wait(RETRY_MS);
    }
    return undefined;
  }

  /** True when the rate allows one more message, the broker answers, and nothing more urgent waits. */
  private isTurn({ link, mayGo, inFlight }: Session): boolean {
    const { clock, rate } = this.setup;
    const nowMs = clock();
    const messagesAMs = rate() / 1000;
    const gained = (nowMs - this.allowedAtMs) * messagesAMs;
    this.allowed = Math.min(this.allowed + gained, Math.max(1, KEPT_MS * messagesAMs));
    this.allowedAtMs = nowMs;
    return this.allowed >= 1 && inFlight.length < MAX_IN_FLIGHT && link.waiting === 0 && mayGo();
  }

  private send(session: Session, { id, run, messages }: StoredFrames, index: number): void {
    const message = messages[index]!;
    const entry: InFlight = { place: { id, count: index + 1 }, isAnswered: false };
    this.allowed--;
    session.inFlight.push(entry);
    const topic = this.setup.topics[message.topic];
    session.link.publish({ topic, payload: historical(message) }, (error) => {
      if (this.session !== session || error?.code === 'connection_lost') return;
      // A refused message is not sent again: its topic would block the other one.
      if (error !== undefined) this.setup.lost(rangesOf(run, [message]), 'refused');
      entry.isAnswered = true;
      this.answered(session);
    });
  }

  private answered({ inFlight, doubtful }: Session): void {
    let place: FramePlace | undefined;
    while (inFlight[0]?.isAnswered) place = inFlight.shift()!.place;
    if (place !== undefined) this.doubt(doubtful, place);
    this.progress.notify();
  }

  private doubt(doubtful: Doubtful[], place: FramePlace): void {
    const atMs = this.setup.clock();
    const last = doubtful.at(-1);
    const isSame = last !== undefined && atMs - last.sinceMs < REPORT_MS;
    if (isSame) doubtful.pop();
    doubtful.push({ sinceMs: isSame ? last.sinceMs : atMs, atMs, place });
  }
}

/** The document with `"historical": true` at its end. */
function historical({ payload }: FrameMessage): string {
  return `${payload.slice(0, -1)},"historical":true}`;
}
