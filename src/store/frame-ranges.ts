// Says which ranges of `seq` some messages of telemetry and priority cover.
import type { FrameMessage, FrameRange } from './protocol.js';

/** One range for each topic that occurs; the messages are in order of `seq`. */
export function rangesOf(run: number, messages: readonly FrameMessage[]): readonly FrameRange[] {
  const ranges = messages.map(({ topic, seq, ts }) => ({
    topic,
    run,
    fromSeq: seq,
    toSeq: seq,
    fromTs: ts,
    toTs: ts,
    count: 1,
  }));
  return merged(ranges);
}

/** More ranges of one run and topic than this are joined, although messages between them are not lost: each range is an event. */
export const MOST_RANGES = 20;

/**
 * Joins ranges of the same topic and run that follow one another. A message that is in several ranges is counted once. When there are
 * more than {@link MOST_RANGES} of a run and topic, the last one covers the rest, and its `count` is less than its length.
 */
export function merged(ranges: readonly FrameRange[]): readonly FrameRange[] {
  const joined = new Map<string, FrameRange[]>();
  for (const range of ranges) {
    const key = `${range.run}/${range.topic}`;
    const same = joined.get(key) ?? [];
    joined.set(key, same);
    const at = same.findLastIndex((before) => follows(before, range));
    if (at >= 0) same[at] = union(same[at]!, range);
    else if (same.length < MOST_RANGES) same.push(range);
    else same.push(union(same.pop()!, range));
  }
  return [...joined.values()].flat();
}

/** True when no message is between the two, and the second one does not begin before the first one. */
function follows(before: FrameRange, { fromSeq }: FrameRange): boolean {
  return fromSeq >= before.fromSeq && fromSeq <= before.toSeq + 1;
}

function union(before: FrameRange, range: FrameRange): FrameRange {
  const [low, high] = range.toSeq > before.toSeq ? [before, range] : [range, before];
  const fromSeq = Math.min(before.fromSeq, range.fromSeq);
  const first = before.fromSeq <= range.fromSeq ? before : range;
  const overlap = Math.max(0, low.toSeq - high.fromSeq + 1);
  const count = Math.min(high.toSeq - fromSeq + 1, before.count + Math.max(0, range.count - overlap));
  return { ...before, fromSeq, fromTs: first.fromTs, toSeq: high.toSeq, toTs: high.toTs, count };
}
