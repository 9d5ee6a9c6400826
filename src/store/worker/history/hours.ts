// Reads the seconds of the history hour by hour, for an export of any length in bounded memory.
import type { ExportColumn } from '../../../history/export-lines.js';
import { LEVELS, SECONDS } from '../../../history/levels.js';
import { PointList } from '../../../history/points.js';
import type { HistoryPeriod } from '../../../history/query-plan.js';
import type { Database, Row, Statement } from '../database/database.js';
import { HistoryTables, historyBlock, storedChunk } from './tables.js';

const HOUR_MS = LEVELS[SECONDS].blockMs;
const SECONDS_AN_HOUR = HOUR_MS / LEVELS[SECONDS].stepMs;

/** The channels of one period of a run, by id. */
type PeriodColumns = Map<number, PointList>;

export class HistoryHours {
  private readonly db: Database;
  private readonly tables: HistoryTables;
  private readonly selectNext: Statement;
  private readonly selectBlocks: Statement;
  private readonly selectChunks: Statement;

  constructor(db: Database) {
    this.db = db;
    this.tables = new HistoryTables(db);
    this.selectNext = db.prepare(
      `SELECT min(ms) AS ms FROM (
         SELECT min(from_ms) AS ms FROM history_blocks WHERE level = ${SECONDS} AND from_ms >= ?
         UNION ALL SELECT min(from_ms) FROM history_chunks WHERE from_ms >= ?)`,
    );
    this.selectBlocks = db.prepare(
      `SELECT level, channel, run, period, synchronised, from_ms, to_ms, is_piece, body FROM history_blocks
       WHERE level = ${SECONDS} AND from_ms >= ? AND from_ms < ? ORDER BY run, period, from_ms, channel`,
    );
    this.selectChunks = db.prepare(
      `SELECT id, run, tick, period, synchronised, from_ms, to_ms, channels, body FROM history_chunks
       WHERE from_ms >= ? AND from_ms < ? ORDER BY run, period, id`,
    );
  }

  /** Names of all channels that have history, in the order in which they came. */
  get channels(): readonly string[] {
    return this.tables.channels.map(({ name }) => name);
  }

  /** Start of the first hour at `ms` or later that has seconds, milliseconds since the epoch; null when there is none. */
  nextHour(ms: number): number | null {
    const next = this.selectNext.get(ms, ms)?.ms;
    return typeof next === 'number' ? hourOf(next) : null;
  }

  /**
   * The seconds of one hour that are in the period: one list of columns for each period of a run, in the order of runs and periods.
   *
   * @param names the channels to read
   */
  hour(
    hourMs: number,
    names: readonly string[],
    { fromMs, toMs }: HistoryPeriod,
  ): readonly (readonly ExportColumn[])[] {
    const channels = this.tables.channels.filter(({ name }) => names.includes(name));
    const periods = new Map<string, PeriodColumns>();
    this.db.snapshot(() => {
      for (const row of this.selectBlocks.all(hourMs, hourMs + HOUR_MS)) this.addBlock(periods, row);
      for (const row of this.selectChunks.all(hourMs, hourMs + HOUR_MS)) this.addChunk(periods, row);
    });
    const isWhole = fromMs <= hourMs && toMs >= hourMs + HOUR_MS;
    return [...periods.values()].map((columns) =>
      channels.flatMap(({ id, name }) => {
        const points = columns.get(id);
        if (points === undefined) return [];
        return [{ channel: name, points: isWhole ? points : within(points, fromMs, toMs) }];
      }),
    );
  }

  private addBlock(periods: Map<string, PeriodColumns>, row: Row): void {
    const block = historyBlock(row);
    pointsIn(periods, block, block.channel).addAll(this.tables.pointsOf(block));
  }

  private addChunk(periods: Map<string, PeriodColumns>, row: Row): void {
    const chunk = storedChunk(row);
    for (const channel of chunk.channels) {
      this.tables.addSeconds(chunk, channel, pointsIn(periods, chunk, channel));
    }
  }
}

function hourOf(ms: number): number {
  return Math.floor(ms / HOUR_MS) * HOUR_MS;
}

function pointsIn(
  periods: Map<string, PeriodColumns>,
  { run, period }: { readonly run: number; readonly period: number },
  channel: number,
): PointList {
  const key = `${run} ${period}`;
  const columns = periods.get(key) ?? new Map<number, PointList>();
  periods.set(key, columns);
  const points = columns.get(channel) ?? new PointList(SECONDS_AN_HOUR);
  columns.set(channel, points);
  return points;
}

function within(points: PointList, fromMs: number, toMs: number): PointList {
  const part = new PointList(points.length);
  part.addAll(points, fromMs, toMs);
  return part;
}
