// The ranges of lost messages are exact: a message that is not lost is in none of them.
import { describe, expect, it } from 'vitest';
import { MOST_RANGES, merged, rangesOf } from '../../src/store/frame-ranges.js';
import type { FrameMessage, FrameRange, FrameTopic } from '../../src/store/protocol.js';

const message = (seq: number, topic: FrameTopic = 'telemetry'): FrameMessage => ({
  ...{ topic, seq, ts: 100 * seq },
  payload: '{}',
});

/** Readable ranges: `telemetry 1-3 (3)`. */
const text = (ranges: readonly FrameRange[]) =>
  ranges.map(({ topic, fromSeq, toSeq, count }) => `${topic} ${fromSeq}-${toSeq} (${count})`);

const of = (...seqs: number[]) =>
  rangesOf(
    1,
    seqs.map((seq) => message(seq)),
  );

describe('the ranges of messages', () => {
  it('are one for each topic when no message is left out', () => {
    const messages = [1, 2, 3].flatMap((seq) => [message(seq), message(seq, 'priority')]);
    expect(text(rangesOf(1, messages))).toEqual(['telemetry 1-3 (3)', 'priority 1-3 (3)']);
    expect(rangesOf(1, messages)[0]).toMatchObject({ run: 1, fromTs: 100, toTs: 300 });
  });

  it('leave out a message between them', () => {
    expect(text(of(1, 2, 5, 6))).toEqual(['telemetry 1-2 (2)', 'telemetry 5-6 (2)']);
  });

  it('grow each for itself: live and historical messages are refused in turn', () => {
    expect(text(of(5, 900, 6, 901, 7, 902))).toEqual(['telemetry 5-7 (3)', 'telemetry 900-902 (3)']);
  });

  it('count a message once that is lost twice', () => {
    expect(text(of(5, 6, 5, 6, 7))).toEqual(['telemetry 5-7 (3)']);
    expect(text(merged([...of(1, 2, 3), ...of(2, 3, 4)]))).toEqual(['telemetry 1-4 (4)']);
  });

  it('are of one run each', () => {
    const ranges = merged([...rangesOf(1, [message(1)]), ...rangesOf(2, [message(2)])]);
    expect(text(ranges)).toEqual(['telemetry 1-1 (1)', 'telemetry 2-2 (1)']);
  });

  it('are few: the last one then covers messages that are not lost, and its count says so', () => {
    const odd = Array.from({ length: 100 }, (_, i) => 2 * i + 1);
    const ranges = of(...odd);
    expect(ranges).toHaveLength(MOST_RANGES);
    expect(text(ranges).at(-1)).toBe(`telemetry ${2 * MOST_RANGES - 1}-199 (${101 - MOST_RANGES})`);
  });
});
