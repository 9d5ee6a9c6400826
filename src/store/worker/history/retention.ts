// Deletes the oldest history: what is older than its level is kept, and more of it while the store is too large.
import { DAY_MS, keptDays, LEVELS, type LevelIndex } from '../../../history/levels.js';
import type { Database, Row } from '../database/database.js';

/** About as many bytes as a batch of events. */
const BLOCKS_A_BATCH = 20;
const CHUNKS_A_BATCH = 40;
/** While the store is too large: the level with the most bytes first. */
const LEVEL_INDICES = LEVELS.map((_, level) => level as LevelIndex);

/**
 * Deletes one batch, inside the caller's transaction.
 *
 * @param isTooLarge the store is larger than allowed: the oldest seconds are deleted, then the oldest minutes, then hours
 * @param nowMs wall time, milliseconds since the epoch
 * @returns how many rows were deleted
 */
export function retainHistory(db: Database, maxAgeDays: number, isTooLarge: boolean, nowMs: number): number {
  for (const level of LEVEL_INDICES) {
    const oldestKeptMs = nowMs - keptDays(level, maxAgeDays) * DAY_MS;
    const rows = db
      .prepare('SELECT id, to_ms FROM history_blocks WHERE level = ? ORDER BY from_ms LIMIT ?')
      .all(level, BLOCKS_A_BATCH);
    const gone = rows.filter(({ to_ms }) => isTooLarge || Number(to_ms) < oldestKeptMs);
    if (gone.length > 0) return remove(db, 'history_blocks', gone);
  }
  if (!isTooLarge) return 0;
  return remove(
    db,
    'history_chunks',
    db.prepare('SELECT id FROM history_chunks ORDER BY id LIMIT ?').all(CHUNKS_A_BATCH),
  );
}

/** Most chunks of a store in memory: one hour, about 2 MB. */
const MAX_CHUNKS_IN_MEMORY = 360;

/** Deletes the oldest chunks of a store in memory, inside the caller's transaction. */
export function limitChunksInMemory(db: Database): void {
  db.prepare('DELETE FROM history_chunks WHERE id <= (SELECT max(id) FROM history_chunks) - ?').run(
    MAX_CHUNKS_IN_MEMORY,
  );
}

function remove(db: Database, table: 'history_chunks' | 'history_blocks', rows: readonly Row[]): number {
  const statement = db.prepare(`DELETE FROM ${table} WHERE id = ?`);
  for (const { id } of rows) statement.run(Number(id));
  return rows.length;
}
