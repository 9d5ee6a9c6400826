// Telemetry and priority from the frame to the broker: live, by way of the store while that is not possible, and again after a loss.
import type { Logger } from '../../shared/log.js';
import type { FrameMessage, FrameTopic } from '../../store/protocol.js';
import type { ControlEvent } from '../../vocabulary/events.js';
import type { FrameStore } from '../journal/event-source.js';
import type { Publisher } from '../mqtt/link.js';
import { FrameSpool } from './frame-spool.js';
import { Losses } from './losses.js';
import { Outstanding, type OutstandingMessage } from './outstanding.js';
import { Replay } from './replay.js';
import type { StreamMarks, StreamPlace } from './stream-marks.js';

/**
 * Priority messages that may be without an acknowledgement: about four seconds of them. Then the connection is too slow, and further
 * messages of both streams go to the store.
 */
const MAX_PRIORITY_OPEN = 64;
/** With more of them open, the live messages need the whole connection: those of an outage wait. */
const MAX_OPEN_BESIDE_REPLAY = 32;
/**
 * A program that is killed loses what is in memory. If later messages had been sent before, `seq` would have a gap. So the first live
 * messages of a connection wait until the store has the last ones of the outage, but for this time at most.
 */
export const HELD_MS = 500;

export interface ForwarderSetup {
  readonly run: number;
  readonly topics: Readonly<Record<FrameTopic, string>>;
  readonly store: FrameStore;
  readonly marks: StreamMarks;
  /** Messages of an outage that are sent a second. */
  readonly replayRate: () => number;
  /** Gets events of messages that are lost. */
  readonly report: (events: readonly ControlEvent[]) => void;
  /** Milliseconds of a clock that does not jump. */
  readonly clock: () => number;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  readonly log: Logger;
}

/** Messages from before the first connection of a run are not kept. No method throws or rejects. */
export class Forwarder {
  private readonly setup: ForwarderSetup;
  private readonly outstanding: Outstanding;
  private readonly spool: FrameSpool;
  private readonly replay: Replay;
  private readonly losses: Losses;
  /** The last message of each topic. */
  private readonly seen: Record<FrameTopic, StreamPlace>;
  private link: Publisher | undefined;
  /** When the present connection began; undefined when messages are sent at once. */
  private heldSinceMs: number | undefined;
  private priorityOpen = 0;
  /** Topics on which the thread before this one has sent, and this one has not yet. */
  private readonly takenOver: Set<FrameTopic>;

  constructor(setup: ForwarderSetup) {
    const { run, store, topics, clock, log, marks } = setup;
    this.setup = setup;
    this.losses = new Losses(setup);
    const lost = this.losses.add.bind(this.losses);
    this.replay = new Replay({ store, topics, rate: setup.replayRate, lost, clock, log });
    this.spool = new FrameSpool({ run, store, lost, stored: () => this.stored(), log });
    this.outstanding = new Outstanding((message) => this.spool.add(message, clock()));
    this.seen = { telemetry: marks.safe('telemetry'), priority: marks.safe('priority') };
    this.takenOver = new Set(marks.wasConnected ? ['telemetry', 'priority'] : []);
  }

  /** True from the first connection of the run on: earlier messages are neither sent nor kept. */
  get isOpen(): boolean {
    return this.setup.marks.wasConnected;
  }

  get figures() {
    const { messages, oldest } = this.spool.waiting;
    return {
      outboxFrames: messages,
      outboxFramesOldest: messages === 0 ? null : oldest,
      framesLost: this.losses.count,
    };
  }

  /** Asks the store what waits there from earlier runs. */
  start(): void {
    void this.spool.begin();
  }

  /** @param mayReplay false while something more urgent than the messages of an outage waits */
  begin(link: Publisher, mayReplay: () => boolean): void {
    this.link = link;
    this.priorityOpen = 0;
    this.setup.marks.setConnected();
    this.heldSinceMs = this.setup.clock();
    this.spool.flush();
    this.release();
    this.replay.start(link, () => this.priorityOpen <= MAX_OPEN_BESIDE_REPLAY && mayReplay());
  }

  /** To be called when the connection is lost. */
  lost(): void {
    if (this.link === undefined) return;
    this.link = undefined;
    this.replay.stop();
    this.outstanding.lost();
    this.spool.flush();
  }

  /** The store has another log. What was read from it before has other ids now. */
  newLog(): void {
    this.start();
    this.replay.restart();
  }

  /** Sends a message live when that is possible, and keeps it for later otherwise. */
  send(message: FrameMessage): 'sent' | 'stored' {
    this.watch(message);
    const { link } = this;
    const nowMs = this.setup.clock();
    let isSent = false;
    if (link === undefined) this.spool.add(message, nowMs);
    else {
      this.release();
      const entry = this.outstanding.add(message, 'held');
      isSent = this.heldSinceMs !== undefined || this.publish(link, entry);
    }
    this.outstanding.settle(nowMs);
    this.spool.look(nowMs);
    this.mark();
    return isSent ? 'sent' : 'stored';
  }

  /** To be called once a second. */
  look(): void {
    const answer = this.replay.report();
    if (answer !== null) void this.spool.told(answer);
    this.losses.look();
  }

  /** The connection is about to be closed in order. @param hasArrived true when the broker has everything that was sent */
  close(hasArrived: boolean): void {
    if (this.link === undefined) return;
    // Held messages go to the store: the broker has answered what was sent last already.
    if (hasArrived) this.outstanding.allArrived();
    const answer = this.replay.report(true);
    if (answer !== null) void this.spool.told(answer);
    this.link = undefined;
    this.replay.stop();
    this.outstanding.closed();
  }

  /** Hands the rest over to the store. Takes `withinMs` milliseconds at most. */
  async end(withinMs: number): Promise<void> {
    this.lost();
    this.losses.flush();
    await this.spool.end(withinMs);
  }

  /** A block is in the store. */
  private stored(): void {
    this.release();
    this.replay.more();
  }

  /** Sends the messages that were held, when the store has all that came before them, or has not answered for too long. */
  private release(): void {
    const { link, heldSinceMs } = this;
    if (link === undefined || heldSinceMs === undefined) return;
    if (!this.spool.isEmpty && this.setup.clock() - heldSinceMs < HELD_MS) return;
    this.heldSinceMs = undefined;
    for (const entry of this.outstanding.held) this.publish(link, entry);
  }

  /** Returns false when the connection does not take the message. */
  private publish(link: Publisher, entry: OutstandingMessage): boolean {
    const send = entry.message.topic === 'telemetry' ? this.telemetry : this.priority;
    const isSent = this.priorityOpen < MAX_PRIORITY_OPEN && send.call(this, link, entry);
    if (!isSent) entry.state = 'unsent';
    return isSent;
  }

  private telemetry(link: Publisher, entry: OutstandingMessage): boolean {
    entry.state = 'sent';
    return link.publishLive({ topic: this.setup.topics.telemetry, payload: entry.message.payload });
  }

  private priority(link: Publisher, entry: OutstandingMessage): boolean {
    const { message } = entry;
    this.priorityOpen++;
    entry.state = 'sent';
    link.publish({ topic: this.setup.topics.priority, payload: message.payload }, (error) => {
      if (this.link !== link || error?.code === 'connection_lost') return;
      this.priorityOpen--;
      if (error !== undefined) this.refused(message);
      this.outstanding.answered(entry, error === undefined ? 'acknowledged' : 'refused', this.setup.clock());
      this.mark();
    });
    return true;
  }

  private refused({ topic, seq, ts }: FrameMessage): void {
    const { run } = this.setup;
    this.losses.add([{ topic, run, fromSeq: seq, toSeq: seq, fromTs: ts, toTs: ts, count: 1 }], 'refused');
  }

  /** Reports messages that this thread never got: `seq` has a gap. */
  private watch({ topic, seq, ts }: FrameMessage): void {
    const before = this.seen[topic];
    const count = seq - before.seq - 1;
    const reason = this.takenOver.delete(topic) ? 'comms_restarted' : 'comms_slow';
    this.seen[topic] = { seq, ts };
    if (count <= 0 || before.seq === 0) return;
    const { run } = this.setup;
    const range = { topic, run, fromSeq: before.seq + 1, toSeq: seq - 1, fromTs: before.ts, toTs: ts, count };
    this.losses.add([range], reason);
  }

  /** Notes for the next comms thread what is neither delivered nor stored. */
  private mark(): void {
    for (const topic of ['telemetry', 'priority'] as const) {
      const first = this.spool.oldest(topic) ?? this.outstanding.oldestOpen(topic);
      const place = first === undefined ? this.seen[topic] : { seq: first.seq - 1, ts: first.ts };
      this.setup.marks.setSafe(topic, place);
    }
  }
}
