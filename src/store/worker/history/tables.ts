// The tables of the history: chunks as they arrive, and packed blocks.
import { decodeBlock } from '../../../history/block-codec.js';
import { ChunkBody, type ChunkChannel, type HistoryChunk, type PeriodKey } from '../../../history/chunk.js';
import type { LevelIndex } from '../../../history/levels.js';
import { PointList } from '../../../history/points.js';
import { blob, type Database, type Row, type Statement } from '../database/database.js';

/** A channel that has history. */
export interface KnownChannel extends ChunkChannel {
  readonly id: number;
}

/** A stored chunk, with the ids of its channels. */
export interface StoredChunk extends PeriodKey {
  readonly id: number;
  readonly tick: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly channels: readonly number[];
  readonly body: Buffer;
}

/** The points of one channel and level in one period of a run, packed by `encodeBlock`. */
export interface HistoryBlock extends PeriodKey {
  readonly level: LevelIndex;
  readonly channel: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** An hour of minutes or hours, which waits for its day. */
  readonly isPiece: boolean;
  readonly body: Buffer;
}

const CHUNK = 'id, run, tick, period, synchronised, from_ms, to_ms, channels, body';
const BLOCK = 'level, channel, run, period, synchronised, from_ms, to_ms, is_piece, body';

export class HistoryTables {
  private readonly known = new Map<string, KnownChannel>();
  private readonly insertChannel: Statement;
  private readonly insertChunk: Statement;
  private readonly insertBlock: Statement;
  private readonly selectChunks: Statement;
  private readonly selectBlocks: Statement;
  private readonly selectOldest: Statement;
  private readonly selectOldestChunk: Statement;
  private damaged = 0;

  constructor(readonly db: Database) {
    for (const row of db.prepare('SELECT id, name, unit FROM history_channels').all()) this.learn(row);
    this.insertChannel = db.prepare(
      `INSERT INTO history_channels (name, unit) VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET unit = excluded.unit RETURNING id, name, unit`,
    );
    this.insertChunk = db.prepare(
      `INSERT INTO history_chunks (run, tick, period, synchronised, from_ms, to_ms, channels, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run, tick) DO NOTHING`,
    );
    this.insertBlock = db.prepare(`INSERT INTO history_blocks (${BLOCK}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    this.selectChunks = db.prepare(
      `SELECT ${CHUNK} FROM history_chunks WHERE from_ms < ? AND to_ms > ? ORDER BY id`,
    );
    this.selectBlocks = db.prepare(
      `SELECT ${BLOCK} FROM history_blocks
       WHERE channel = ? AND level = ? AND from_ms < ? AND from_ms >= ? AND to_ms > ? ORDER BY from_ms, run, period`,
    );
    this.selectOldest = db.prepare(
      'SELECT min(from_ms) AS ms FROM history_blocks WHERE channel = ? AND level = ?',
    );
    this.selectOldestChunk = db.prepare('SELECT min(from_ms) AS ms FROM history_chunks');
  }

  /** Every channel that has history, in the order in which they came. */
  get channels(): readonly KnownChannel[] {
    return [...this.known.values()];
  }

  /** A channel by its name; undefined when it has no history. */
  channel(name: string): KnownChannel | undefined {
    return this.known.get(name);
  }

  /** Adds a chunk, inside the caller's transaction. A chunk that was stored before is left out. */
  putChunk(chunk: HistoryChunk): void {
    const { run, tick, period, synchronised, fromMs, toMs, body } = chunk;
    const ids = JSON.stringify(chunk.channels.map((channel) => this.idOf(channel)));
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    this.insertChunk.run(run, tick, period, synchronised ? 1 : 0, fromMs, toMs, ids, bytes);
  }

  /** Chunks that touch a period, in the order of their arrival. */
  chunks(fromMs: number, toMs: number): readonly StoredChunk[] {
    return this.selectChunks.all(toMs, fromMs).map(storedChunk);
  }

  /** Blocks of a channel that touch a period, in the order of time. @param longestMs no block is longer than this, milliseconds */
  blocks(
    channel: number,
    level: LevelIndex,
    fromMs: number,
    toMs: number,
    longestMs: number,
  ): readonly HistoryBlock[] {
    return this.selectBlocks.all(channel, level, toMs, fromMs - longestMs, fromMs).map(historyBlock);
  }

  /** Adds a block, inside the caller's transaction. */
  putBlock(block: HistoryBlock): void {
    const { level, channel, run, period, synchronised, fromMs, toMs, isPiece, body } = block;
    const flag = (value: boolean) => (value ? 1 : 0);
    this.insertBlock.run(level, channel, run, period, flag(synchronised), fromMs, toMs, flag(isPiece), body);
  }

  /** Start of the oldest block of a channel, milliseconds since the epoch; null when there is none. */
  oldestMs(channel: number, level: LevelIndex): number | null {
    const ms = this.selectOldest.get(channel, level)?.ms;
    return typeof ms === 'number' ? ms : null;
  }

  /** Start of the oldest chunk, milliseconds since the epoch; null when there is none. */
  get oldestChunkMs(): number | null {
    const ms = this.selectOldestChunk.get()?.ms;
    return typeof ms === 'number' ? ms : null;
  }

  /** Blocks and chunks that could not be read: damaged, or written by a newer program. They are left out. */
  get unreadable(): number {
    return this.damaged;
  }

  /** The points of a block; none when it cannot be read. */
  pointsOf({ body }: Pick<HistoryBlock, 'body'>): PointList {
    try {
      return decodeBlock(body);
    } catch {
      this.damaged++;
      return new PointList();
    }
  }

  /** Adds the seconds of one channel in a chunk to a list; none when the chunk lacks the channel or cannot be read. */
  addSeconds(chunk: Pick<StoredChunk, 'channels' | 'body'>, channel: number, points: PointList): void {
    const place = chunk.channels.indexOf(channel);
    if (place === -1) return;
    try {
      new ChunkBody(chunk.body, chunk.channels.length).addTo(points, place);
    } catch {
      this.damaged++;
    }
  }

  private idOf({ name, unit }: ChunkChannel): number {
    const known = this.known.get(name);
    if (known?.unit === unit) return known.id;
    return this.learn(this.insertChannel.get(name, unit)!).id;
  }

  private learn({ id, name, unit }: Row): KnownChannel {
    const channel = { id: Number(id), name: String(name), unit: String(unit) };
    this.known.set(channel.name, channel);
    return channel;
  }
}

export function storedChunk(row: Row): StoredChunk {
  return {
    ...periodKey(row),
    id: Number(row.id),
    tick: Number(row.tick),
    channels: JSON.parse(String(row.channels)) as number[],
    body: blob(row.body),
  };
}

export function historyBlock(row: Row): HistoryBlock {
  return {
    ...periodKey(row),
    level: Number(row.level) as LevelIndex,
    channel: Number(row.channel),
    isPiece: row.is_piece === 1,
    body: blob(row.body),
  };
}

function periodKey(row: Row) {
  return {
    run: Number(row.run),
    period: Number(row.period),
    synchronised: row.synchronised === 1,
    fromMs: Number(row.from_ms),
    toMs: Number(row.to_ms),
  };
}
