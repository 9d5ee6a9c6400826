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

/** Joins the ranges of the same topic and run. They have to be in order of time. */
export function merged(ranges: readonly FrameRange[]): readonly FrameRange[] {
  const joined = new Map<string, FrameRange>();
  for (const range of ranges) {
    const key = `${range.run}/${range.topic}`;
    const before = joined.get(key) ?? { ...range, count: 0 };
    const { toSeq, toTs } = range;
    joined.set(key, { ...before, toSeq, toTs, count: before.count + range.count });
  }
  return [...joined.values()];
}
