// Keeps account of every received message, and says which ones are missing and why.
import { SeqSet } from './seq-set.mjs';

const EVENTS = 'events';
const STREAMS = ['telemetry', 'priority'];
/** Why a message is missing that the broker did not keep for this consumer. */
const AWAY = 'this consumer was away';

/**
 * A line is a row of messages whose `seq` rises by one: the events of a log, telemetry or priority of a run. Its key is
 * `events/<log>`, `telemetry/<run>` or `priority/<run>`. It begins with the lowest `seq` that was received.
 */
export class Ledger {
  /** @param state what {@link toJSON} returned, to continue after a restart of this consumer */
  constructor({ lines = [], known = [], ends = [], waiting = {} } = {}) {
    this.lines = new Map(
      lines.map(({ ranges, ...line }) => [line.key, { ...line, seqs: new SeqSet(ranges) }]),
    );
    /** Ranges `{ key, from, to, why }` whose absence has a known cause. */
    this.known = [...known];
    /** Last `seq` of logs that have ended, by key. */
    this.ends = new Map(ends);
    /** `comms` of the last health message: what the controller still has to deliver. */
    this.waiting = waiting;
    /** True when the controller said that it is online before this consumer listened. */
    this.wasOnline = false;
  }

  /**
   * Takes a message.
   *
   * @param name of its topic below `<baseTopic>/<device.id>`
   * @param isRetained the broker had it before this consumer listened
   */
  message(name, body, isRetained = false) {
    if (name === 'health') this.waiting = body.comms;
    else if (name === 'status') this.status(body, isRetained);
    else if (name === EVENTS) this.event(body);
    else if (STREAMS.includes(name)) this.count(`${name}/${body.run}`, body.seq, body.historical !== true);
  }

  /**
   * This consumer was not connected, and the broker has kept no messages of these topics for it: it never keeps QoS 0
   * (telemetry), and nothing when it has no session.
   */
  wasAway(topics) {
    this.wasOnline = false;
    for (const line of this.lines.values()) {
      if (topics.includes(line.key.split('/')[0])) line.isAfterAbsence = true;
    }
  }

  /**
   * A controller that connects while this consumer listens has published nothing in its absence: the broker itself was away. Then
   * nothing is excused, because the controller keeps for later what it cannot publish. It also sends its status again when a field
   * has changed. That is soon followed by telemetry and priority, but an event may be rare: there, an earlier `online` decides.
   */
  status({ state }, isRetained) {
    if (state !== 'online') return;
    if (isRetained) {
      this.wasOnline = true;
      return;
    }
    for (const line of this.lines.values()) {
      if (!this.wasOnline || !line.key.startsWith(EVENTS)) line.isAfterAbsence = false;
    }
  }

  /** For each line what was received, and each missing range with the reason. */
  report() {
    const lines = [...this.lines.values()].map((line) => ({
      line: line.key,
      from: line.seqs.span[0],
      to: line.seqs.span[1],
      repeated: line.repeated,
      missing: this.missing(line),
    }));
    const reasons = lines.flatMap(({ missing }) => missing.map(({ why }) => why));
    return {
      complete: !reasons.includes('waiting') && !reasons.includes('unexplained'),
      waiting: reasons.includes('waiting'),
      lines,
    };
  }

  toJSON() {
    const lines = [...this.lines.values()].map(({ seqs, ...line }) => ({ ...line, ranges: seqs.ranges }));
    return { lines, known: this.known, ends: [...this.ends], waiting: this.waiting };
  }

  event({ log, seq, origin, type, data }) {
    this.count(`${EVENTS}/${log}`, seq, true);
    // While the disk failed, the event had a place in another log, and was published there first.
    if (origin !== undefined) this.count(`${EVENTS}/${origin.log}`, origin.seq, false);
    if (type === 'data_lost') {
      const key = data.what === EVENTS ? `${EVENTS}/${data.log ?? log}` : `${data.topic}/${data.run}`;
      this.known.push({ key, from: data.fromSeq, to: data.toSeq, why: `lost: ${data.reason}` });
    }
    // A store that was replaced, or that moved, names the log before it.
    const previous = type === 'lifecycle' ? data.previous : undefined;
    if (typeof previous?.lastSeq === 'number') this.ends.set(`${EVENTS}/${previous.log}`, previous.lastSeq);
  }

  count(key, seq, isLive) {
    const line = this.lines.get(key) ?? { key, seqs: new SeqSet(), repeated: 0, isAfterAbsence: false };
    this.lines.set(key, line);
    if (isLive && line.isAfterAbsence) {
      line.isAfterAbsence = false;
      this.known.push({ key, from: line.seqs.span[1] + 1, to: seq - 1, why: AWAY });
    }
    if (!line.seqs.add(seq)) line.repeated++;
  }

  missing({ key, seqs }) {
    const [, last] = seqs.span;
    const end = this.ends.get(key) ?? last;
    const gaps = end > last ? [...seqs.gaps, [last + 1, end]] : seqs.gaps;
    return gaps.flatMap(([from, to]) => this.explained(key, from, to));
  }

  /** Divides a gap into the ranges whose cause is known, and the rest. */
  explained(key, from, to) {
    const cause = this.known
      .filter((known) => known.key === key && known.from <= to && known.to >= from)
      .sort((a, b) => a.from - b.from)[0];
    if (cause === undefined) return [{ from, to, why: this.waits(key) ? 'waiting' : 'unexplained' }];
    const begin = Math.max(from, cause.from);
    const end = Math.min(to, cause.to);
    const why = cause.why === AWAY && this.waits(key) ? 'waiting' : cause.why;
    return [
      ...(begin > from ? this.explained(key, from, begin - 1) : []),
      { from: begin, to: end, why },
      ...(end < to ? this.explained(key, end + 1, to) : []),
    ];
  }

  /** True while the controller keeps messages of this kind that it has not delivered. */
  waits(key) {
    const { outbox = 0, outboxFrames = 0 } = this.waiting;
    return key.startsWith(EVENTS) ? outbox > 0 : outboxFrames > 0;
  }
}
