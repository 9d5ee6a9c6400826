// Answers a question about the history, in slices of a few milliseconds.
import type { ChunkChannel } from '../../../history/chunk.js';
import { LEVELS, SECONDS } from '../../../history/levels.js';
import { PointList } from '../../../history/points.js';
import { planQuery, type QueryPlan } from '../../../history/query-plan.js';
import type { HistoryAnswer, HistoryRequest } from '../../../history/request.js';
import { seriesText } from '../../../history/series-text.js';
import { StepSeries } from '../../../history/step-series.js';
import type { HistoryBlock, HistoryTables, StoredChunk } from './tables.js';

/** A channel of the question. `id` is null when the store has nothing of it yet. */
interface AskedChannel extends ChunkChannel {
  readonly id: number | null;
}

/** Each step of the generator takes some milliseconds. The store may be used and changed between the steps. */
export function* answerHistory(
  tables: HistoryTables,
  request: HistoryRequest,
): Generator<void, HistoryAnswer> {
  const unknown: string[] = [];
  const asked: AskedChannel[] = [];
  for (const name of request.channels) {
    const channel = findChannel(tables, request, name);
    if (channel === null) unknown.push(name);
    else asked.push(channel);
  }
  if (unknown.length > 0) return { kind: 'unknown', channels: unknown };
  const encoder = new TextEncoder();
  const json: Uint8Array[] = [];
  for (const channel of asked) json.push(encoder.encode(yield* seriesOf(tables, request, channel)));
  return { kind: 'series', json };
}

function findChannel(tables: HistoryTables, { fresh }: HistoryRequest, name: string): AskedChannel | null {
  const known = tables.channel(name);
  if (known !== undefined) return known;
  for (const { channels } of fresh) {
    const channel = channels.find((candidate) => candidate.name === name);
    if (channel !== undefined) return { ...channel, id: null };
  }
  return null;
}

function* seriesOf(
  tables: HistoryTables,
  request: HistoryRequest,
  channel: AskedChannel,
): Generator<void, string> {
  const plan = planFor(tables, request, channel);
  const steps = new StepSeries(plan);
  // Everything is read at once: after a slice, packing may have moved chunks into a block.
  const { blocks, chunks } = read(tables, plan, channel);
  let synchronised = true;
  for (const block of blocks) {
    steps.add(tables.pointsOf(block));
    synchronised &&= block.synchronised;
    yield;
  }
  const seconds = new PointList(64);
  for (const chunk of chunks) {
    tables.addSeconds(chunk, channel.id!, seconds);
    synchronised &&= chunk.synchronised;
  }
  synchronised = addFresh(tables, request, chunks, channel, plan, seconds) && synchronised;
  steps.add(seconds);
  yield;
  return yield* seriesText({ channel, plan, synchronised }, steps);
}

function planFor(tables: HistoryTables, request: HistoryRequest, { id }: AskedChannel): QueryPlan {
  if (id === null) return planQuery(request, request.points);
  const oldest = LEVELS.map((_, level) => tables.oldestMs(id, level as 0 | 1 | 2));
  oldest[SECONDS] ??= tables.oldestChunkMs;
  return planQuery(request, request.points, oldest);
}

function read(
  tables: HistoryTables,
  { level, fromMs, toMs }: QueryPlan,
  { id }: AskedChannel,
): { blocks: readonly HistoryBlock[]; chunks: readonly StoredChunk[] } {
  if (id === null) return { blocks: [], chunks: [] };
  return {
    blocks: tables.blocks(id, level, fromMs, toMs, LEVELS[level].blockMs),
    chunks: tables.chunks(fromMs, toMs),
  };
}

/** Adds what the store does not have yet. Returns false when the clock was not synchronised. */
function addFresh(
  tables: HistoryTables,
  { fresh }: HistoryRequest,
  stored: readonly StoredChunk[],
  channel: AskedChannel,
  { fromMs, toMs }: QueryPlan,
  seconds: PointList,
): boolean {
  let synchronised = true;
  for (const chunk of fresh) {
    const isStored = stored.some(({ run, tick }) => run === chunk.run && tick === chunk.tick);
    if (isStored || chunk.toMs <= fromMs || chunk.fromMs >= toMs) continue;
    const place = chunk.channels.findIndex(({ name }) => name === channel.name);
    tables.addSeconds(
      { channels: chunk.channels.map((_, i) => i), body: Buffer.from(chunk.body) },
      place,
      seconds,
    );
    synchronised &&= chunk.synchronised;
  }
  return synchronised;
}
