// The telemetry and priority messages that the broker does not have: stored in blocks, read oldest first, deleted when delivered.
import { merged, rangesOf } from '../../frame-ranges.js';
import type {
  FrameBlock,
  FrameMessage,
  FramePlace,
  FrameRange,
  FramesWaiting,
  StoredFrames,
} from '../../protocol.js';
import type { Database, Row, SqlValue, Statement } from '../database/database.js';
import { packed, unpacked } from './frame-codec.js';

const WHOLE = ['run', 'head', 'ts', 'messages', 'done', 'bytes', 'ranges', 'body'] as const;

/** Changes are made inside the caller's transaction. */
export class OutageFrames {
  private readonly selectAfter: Statement;
  private readonly selectWhole: Statement;
  private readonly insertWhole: Statement;
  private readonly selectOldest: Statement;
  private readonly sums: Statement;
  private readonly deleteBefore: Statement;
  private readonly saveDone: Statement;
  private readonly deleteDone: Statement;

  constructor(db: Database) {
    this.selectAfter = db.prepare(
      'SELECT id, run, done, body FROM frame_blocks WHERE id > ? ORDER BY id LIMIT 1',
    );
    this.selectWhole = db.prepare(
      `SELECT id, ${WHOLE.join(', ')} FROM frame_blocks WHERE id > ? ORDER BY id LIMIT 1`,
    );
    this.insertWhole = db.prepare(
      `INSERT INTO frame_blocks (${WHOLE.join(', ')}) VALUES (${WHOLE.map(() => '?').join(', ')})
       ON CONFLICT (run, head) DO NOTHING`,
    );
    this.selectOldest = db.prepare(
      'SELECT id, run, done, bytes, ranges FROM frame_blocks ORDER BY id LIMIT 1',
    );
    this.sums = db.prepare(
      `SELECT count(*) AS blocks, coalesce(sum(messages - done), 0) AS messages, coalesce(sum(bytes), 0) AS bytes,
         (SELECT ts FROM frame_blocks ORDER BY id LIMIT 1) AS oldest FROM frame_blocks`,
    );
    this.deleteBefore = db.prepare('DELETE FROM frame_blocks WHERE id < ?');
    this.saveDone = db.prepare('UPDATE frame_blocks SET done = max(done, ?) WHERE id = ?');
    this.deleteDone = db.prepare('DELETE FROM frame_blocks WHERE id = ? AND done >= messages');
  }

  /** Adds a block behind all others. The same block again changes nothing: its sender may not know that it was stored. */
  put({ run, messages }: FrameBlock): void {
    const [first] = messages;
    if (first === undefined) return;
    const body = packed(messages);
    const ranges = JSON.stringify(rangesOf(run, messages));
    const head = `${first.topic}/${first.seq}`;
    this.insertWhole.run(run, head, first.ts, messages.length, 0, body.length, ranges, body);
  }

  /** The oldest block behind the one with this id (0: the oldest of all); null when there is none. */
  after(id: number): StoredFrames | null {
    const row = this.selectAfter.get(id);
    if (row === undefined) return null;
    return {
      id: Number(row.id),
      run: Number(row.run),
      done: Number(row.done),
      messages: readable(row.body as Uint8Array),
    };
  }

  /** Copies every block to another store, behind its own blocks. */
  copyTo(other: OutageFrames): void {
    let id = 0;
    for (let row = this.selectWhole.get(id); row !== undefined; row = this.selectWhole.get(id)) {
      id = Number(row.id);
      other.insertWhole.run(...WHOLE.map((column) => row[column] as SqlValue));
    }
  }

  /** Every message up to this place is delivered. A lower place than before changes nothing. */
  delivered({ id, count }: FramePlace): void {
    this.deleteBefore.run(id);
    this.saveDone.run(count, id);
    this.deleteDone.run(id);
  }

  get waiting(): FramesWaiting {
    const sums = this.sums.get();
    const oldest = sums?.oldest;
    return { messages: Number(sums?.messages), oldest: typeof oldest === 'number' ? oldest : null };
  }

  /** Size of the compressed messages. The tables around them add a few per cent. */
  get bytes(): number {
    return Number(this.sums.get()?.bytes);
  }

  /**
   * Deletes the oldest blocks until at least this many bytes are free.
   *
   * @returns what was deleted without being delivered, one range for each run and topic
   */
  deleteOldest(bytes: number): readonly FrameRange[] {
    const lost: FrameRange[] = [];
    let freed = 0;
    while (freed < bytes) {
      const row = this.selectOldest.get();
      if (row === undefined) break;
      freed += Number(row.bytes);
      lost.push(...this.undelivered(row));
      this.deleteBefore.run(Number(row.id) + 1);
    }
    return merged(lost);
  }

  /** The messages of a block that are not delivered. */
  private undelivered({ id, run, done, ranges }: Row): readonly FrameRange[] {
    if (Number(done) === 0) return JSON.parse(String(ranges)) as readonly FrameRange[];
    const block = this.after(Number(id) - 1);
    return rangesOf(Number(run), block?.messages.slice(Number(done)) ?? []);
  }
}

/** No messages when the bytes are damaged. An error would be worse: it ends the store's thread, and the next one finds the same block. */
function readable(body: Uint8Array): readonly FrameMessage[] {
  try {
    return unpacked(body);
  } catch {
    return [];
  }
}
