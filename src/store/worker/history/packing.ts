// Packs what is complete: an hour of chunks into blocks of seconds, minutes and hours, and a day of minutes and hours into one block each.
import { encodeBlock } from '../../../history/block-codec.js';
import type { PeriodKey } from '../../../history/chunk.js';
import { LEVELS, type LevelIndex, ROLLUPS, SECONDS } from '../../../history/levels.js';
import { PointList } from '../../../history/points.js';
import { rollUp } from '../../../history/rollup.js';
import type { Row } from '../database/database.js';
import {
  type HistoryBlock,
  type HistoryTables,
  historyBlock,
  type StoredChunk,
  storedChunk,
} from './tables.js';

/**
 * One piece of work, in slices: each step of the generator packs one channel, which takes some milliseconds. The store is
 * changed in one transaction at the end. It may be used between the slices, and the work may be given up at any slice.
 *
 * @returns true when something was packed: there may be more
 */
export function* packHistory(tables: HistoryTables): Generator<void, boolean> {
  const newest = newestChunk(tables);
  if (newest === undefined) return false;
  const chunks = completeHour(tables, newest);
  if (chunks.length > 0) {
    yield* packHour(tables, chunks);
    return true;
  }
  const pieces = completeDay(tables, newest);
  if (pieces.length === 0) return false;
  yield* packDay(tables, pieces);
  return true;
}

/** A group is complete when it does not contain the chunk that arrived last: more chunks of that group may follow. */
interface Newest extends Pick<PeriodKey, 'run' | 'period'> {
  readonly fromMs: number;
}

function newestChunk({ db }: HistoryTables): Newest | undefined {
  const row = db.prepare('SELECT run, period, from_ms FROM history_chunks ORDER BY id DESC LIMIT 1').get();
  return row && { run: Number(row.run), period: Number(row.period), fromMs: Number(row.from_ms) };
}

/** The chunks of the oldest complete hour of one period; empty when none is complete. */
function completeHour({ db }: HistoryTables, { run, period, fromMs }: Newest): readonly StoredChunk[] {
  const hourMs = LEVELS[SECONDS].blockMs;
  const group = db
    .prepare(
      `SELECT run, period, from_ms / ${hourMs} AS hour FROM history_chunks
       WHERE NOT (run = ? AND period = ? AND from_ms / ${hourMs} = ?) ORDER BY id LIMIT 1`,
    )
    .get(run, period, Math.floor(fromMs / hourMs));
  if (group === undefined) return [];
  return db
    .prepare(
      `SELECT id, run, tick, period, synchronised, from_ms, to_ms, channels, body FROM history_chunks
       WHERE run = ? AND period = ? AND from_ms / ${hourMs} = ? ORDER BY id`,
    )
    .all(Number(group.run), Number(group.period), Number(group.hour))
    .map(storedChunk);
}

function* packHour(tables: HistoryTables, chunks: readonly StoredChunk[]): Generator<void> {
  const blocks: HistoryBlock[] = [];
  for (const channel of new Set(chunks.flatMap(({ channels }) => channels))) {
    const points = new PointList(LEVELS[SECONDS].blockMs / LEVELS[SECONDS].stepMs);
    for (const chunk of chunks) tables.addSeconds(chunk, channel, points);
    if (points.length === 0) continue;
    const key = { ...keyOf(chunks[0]!), channel };
    blocks.push(blockOf(key, SECONDS, points, false));
    for (const level of ROLLUPS) blocks.push(blockOf(key, level, rollUp(points, LEVELS[level].stepMs), true));
    yield;
  }
  const ids = chunks.map(({ id }) => id);
  replace(tables, blocks, 'history_chunks', ids);
}

/** The pieces of the oldest complete day of one period; empty when none is complete. */
function completeDay({ db }: HistoryTables, { run, period, fromMs }: Newest): readonly Row[] {
  const dayMs = LEVELS[1].blockMs;
  const group = db
    .prepare(
      `SELECT run, period, from_ms / ${dayMs} AS day FROM history_blocks
       WHERE is_piece = 1 AND NOT (run = ? AND period = ? AND from_ms / ${dayMs} = ?) ORDER BY run, period LIMIT 1`,
    )
    .get(run, period, Math.floor(fromMs / dayMs));
  if (group === undefined) return [];
  return db
    .prepare(
      `SELECT id, level, channel, run, period, synchronised, from_ms, to_ms, is_piece, body FROM history_blocks
       WHERE is_piece = 1 AND run = ? AND period = ? AND from_ms / ${dayMs} = ? ORDER BY from_ms, id`,
    )
    .all(Number(group.run), Number(group.period), Number(group.day));
}

function* packDay(tables: HistoryTables, rows: readonly Row[]): Generator<void> {
  const pieces = rows.map(historyBlock);
  const groups = new Map<string, HistoryBlock[]>();
  for (const piece of pieces) {
    const name = `${piece.level} ${piece.channel}`;
    groups.set(name, [...(groups.get(name) ?? []), piece]);
  }
  const blocks: HistoryBlock[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    const { level, channel } = first!;
    const points = new PointList(LEVELS[level].blockMs / LEVELS[level].stepMs);
    for (const piece of group) points.addAll(tables.pointsOf(piece));
    if (points.length === 0) continue;
    blocks.push(blockOf({ ...keyOf(first!), channel }, level, points, false));
    yield;
  }
  const ids = rows.map(({ id }) => Number(id));
  replace(tables, blocks, 'history_blocks', ids);
}

function keyOf({ run, period, synchronised }: PeriodKey): PeriodKey {
  return { run, period, synchronised };
}

function blockOf(
  key: PeriodKey & Pick<HistoryBlock, 'channel'>,
  level: LevelIndex,
  points: PointList,
  isPiece: boolean,
): HistoryBlock {
  const { stepMs } = LEVELS[level];
  const fromMs = points.ts[0]!;
  const toMs = points.ts[points.length - 1]! + stepMs;
  return { ...key, level, fromMs, toMs, isPiece, body: encodeBlock(points, stepMs) };
}

/** Puts the blocks in the place of the rows that they were made from. */
function replace(
  tables: HistoryTables,
  blocks: readonly HistoryBlock[],
  table: 'history_chunks' | 'history_blocks',
  ids: readonly number[],
): void {
  const { db } = tables;
  db.transaction(() => {
    const remove = db.prepare(`DELETE FROM ${table} WHERE id = ?`);
    for (const id of ids) remove.run(id);
    for (const block of blocks) tables.putBlock(block);
  });
}
