// Records up to which event the broker has everything, and where publishing continues after a connection was lost.
import type { Database, Statement } from './database/database.js';

/** An acknowledged event may be lost when the connection was lost within this time after it: PUBACK is not yet delivery. */
const DOUBT_MS = 30_000;

/** A lost connection is noticed within this time, so an older acknowledgement is certain. */
const SETTLED_AFTER_MS = 4 * DOUBT_MS;

/**
 * Acknowledgements are rising pairs of `seq` and time. At most one of them, the lowest, has the time 0: delivered
 * beyond doubt. Times are of any clock that does not jump within a run; they are compared with each other only.
 */
export class Delivery {
  private readonly insert: Statement;
  private readonly last: Statement;
  private readonly lastDoubtfulMs: Statement;
  private readonly selectDelivered: Statement;
  private readonly deleteAfter: Statement;
  private readonly lastBefore: Statement;
  private readonly deleteUpTo: Statement;

  constructor(db: Database) {
    this.insert = db.prepare('INSERT INTO acknowledgements (seq, at_ms) VALUES (?, ?)');
    this.last = db.prepare('SELECT max(seq) AS seq FROM acknowledgements');
    this.lastDoubtfulMs = db.prepare('SELECT max(at_ms) AS at_ms FROM acknowledgements WHERE at_ms > 0');
    this.selectDelivered = db.prepare('SELECT max(seq) AS seq FROM acknowledgements WHERE at_ms = 0');
    this.deleteAfter = db.prepare('DELETE FROM acknowledgements WHERE at_ms > 0 AND at_ms > ?');
    this.lastBefore = db.prepare('SELECT max(seq) AS seq FROM acknowledgements WHERE at_ms <= ?');
    this.deleteUpTo = db.prepare('DELETE FROM acknowledgements WHERE seq <= ?');
  }

  /** The `seq` up to which events are delivered for certain; 0 when there is none. */
  get delivered(): number {
    return Number(this.selectDelivered.get()?.seq ?? 0);
  }

  /** Every event up to `upToSeq` was acknowledged at `atMs`. A lower number than before is ignored. Call it in a transaction. */
  acknowledge(upToSeq: number, atMs: number): void {
    if (upToSeq <= Number(this.last.get()?.seq ?? 0)) return;
    this.insert.run(upToSeq, atMs);
    const settled = Number(this.lastBefore.get(atMs - SETTLED_AFTER_MS)?.seq ?? 0);
    if (settled > this.delivered) this.settle(settled);
  }

  /**
   * Returns the `seq` after which events have to be published again. Forgets the uncertain acknowledgements, so that
   * a second loss before they are repeated goes back equally far. Call it in a transaction.
   *
   * @param lossAtMs when the connection was lost; null when that is unknown: then it is the time of the last
   * acknowledgement: the loss cannot have been earlier, so no lost event is missed
   */
  resumePoint(lossAtMs: number | null): number {
    const loss = lossAtMs ?? this.lastDoubtfulMs.get()?.at_ms;
    if (typeof loss === 'number') this.deleteAfter.run(loss - DOUBT_MS);
    const seq = Number(this.last.get()?.seq ?? 0);
    if (seq > 0) this.settle(seq);
    return seq;
  }

  private settle(seq: number): void {
    this.deleteUpTo.run(seq);
    this.insert.run(seq, 0);
  }
}
