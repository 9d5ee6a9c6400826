// What counts as delivered, what is kept for the broker, and what is reported as lost.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HELD_MS } from '../../../src/comms/forwarding/forwarder.js';
import { MAX_OUTSTANDING } from '../../../src/comms/forwarding/outstanding.js';
import { ForwarderBench, upTo } from './forwarder-bench.js';

let bench: ForwarderBench;

beforeEach(() => {
  vi.useFakeTimers();
  bench = new ForwarderBench();
});

afterEach(() => {
  bench.forwarder.lost();
  vi.useRealTimers();
});

/** Stored messages: the first letter of the topic and `seq`. */
function stored(): string[] {
  return bench.source.frames.flatMap(({ messages, done }) =>
    messages.slice(done).map(({ topic, seq }) => `${topic.charAt(0)}${seq}`),
  );
}

describe('a message', () => {
  it('is not kept when the broker has had it for some seconds', async () => {
    bench.connect();
    await bench.runs(20);
    bench.forwarder.lost();
    await vi.advanceTimersByTimeAsync(0);
    expect(stored()[0]).toBe('t151');
    expect(stored()).toHaveLength(100);
  });

  it('is kept when the connection is lost before its acknowledgement, or less than five seconds after it', async () => {
    const link = bench.connect();
    link.isPrompt = false;
    await bench.due('telemetry');
    await bench.due('priority');
    await bench.due('telemetry');
    link.acknowledge();
    await vi.advanceTimersByTimeAsync(4000);
    bench.forwarder.lost();
    await vi.advanceTimersByTimeAsync(0);
    expect(stored()).toEqual(['t1', 'p1', 't2']);
  });

  it('of telemetry counts as delivered by the acknowledgement of a message that was sent after it', async () => {
    const link = bench.connect();
    link.isPrompt = false;
    await bench.due('telemetry');
    await bench.due('priority');
    await bench.due('telemetry');
    link.acknowledge();
    await vi.advanceTimersByTimeAsync(6000);
    await bench.due('telemetry');
    bench.forwarder.lost();
    await vi.advanceTimersByTimeAsync(0);
    expect(stored()).toEqual(['t2', 't3']);
  });

  it('is kept while there is no connection, but not from before the first one', async () => {
    expect(bench.forwarder.isOpen).toBe(false);
    bench.connect();
    expect(bench.forwarder.isOpen).toBe(true);
    bench.forwarder.lost();
    await bench.runs(6);
    // The block of the first five seconds, and the message that ended it.
    expect(stored()).toHaveLength(101);
    expect(bench.forwarder.figures).toEqual({
      outboxFrames: 120,
      outboxFramesOldest: bench.source.frames[0]!.messages[0]!.ts,
      framesLost: 0,
    });
    bench.connect();
    await vi.advanceTimersByTimeAsync(0);
    expect(stored()).toHaveLength(120);
  });

  it('that the connection does not take is kept in its place', async () => {
    const link = bench.connect();
    await bench.due('telemetry');
    link.isBlocked = true;
    await bench.due('telemetry');
    link.isBlocked = false;
    await bench.runs(1);
    bench.forwarder.lost();
    await vi.advanceTimersByTimeAsync(0);
    expect(stored().slice(0, 4)).toEqual(['t1', 't2', 't3', 'p1']);
  });

  it('that the connection does not take is sent again while the connection stands', async () => {
    const link = bench.connect();
    link.isBlocked = true;
    await bench.due('telemetry');
    link.isBlocked = false;
    await bench.runs(12);
    expect(bench.replayed('telemetry')).toEqual([1]);
  });

  it('of priority is kept when 64 others wait for their acknowledgement', async () => {
    const link = bench.connect();
    link.isPrompt = false;
    for (const _ of upTo(66)) await bench.due('priority');
    expect(bench.sent).toHaveLength(64);
    bench.forwarder.lost();
    await vi.advanceTimersByTimeAsync(0);
    expect(stored()).toEqual(upTo(66).map((seq) => `p${seq}`));
  });

  it('of telemetry is kept as well then: on a slow connection it would be old when it arrives', async () => {
    const link = bench.connect();
    link.isPrompt = false;
    for (const _ of upTo(64)) await bench.due('priority');
    await bench.due('telemetry');
    expect(bench.sent).toHaveLength(64);
    link.acknowledge();
    await bench.due('telemetry');
    expect(bench.sent.at(-1)).toBe('t2');
    for (const _ of upTo(63)) link.acknowledge();
    link.isPrompt = true;
    await bench.runs(12);
    expect(bench.replayed('telemetry')).toEqual([1]);
  });

  it('does not wait in memory for ever: of a silent broker, the oldest ones go to the store', async () => {
    bench.connect().isPrompt = false;
    for (const _ of upTo(MAX_OUTSTANDING + 600)) await bench.due('telemetry');
    await vi.advanceTimersByTimeAsync(6000);
    await bench.due('telemetry');
    expect(stored()).toEqual(upTo(601).map((seq) => `t${seq}`));
  });
});

describe('the first live messages of a connection', () => {
  /** An outage whose last messages are on the way to the disk. Returns how to finish the writing. */
  async function reconnected(): Promise<() => Promise<void>> {
    bench.connect();
    bench.forwarder.lost();
    for (const _ of upTo(3)) await bench.due('telemetry');
    const put = bench.source.putFrames.bind(bench.source);
    let finish = () => {};
    const disk = new Promise<void>((resolve) => {
      finish = resolve;
    });
    vi.spyOn(bench.source, 'putFrames').mockImplementation((block) => disk.then(() => put(block)));
    bench.connect();
    return async () => {
      finish();
      await vi.advanceTimersByTimeAsync(0);
    };
  }

  it('are not sent before those of the outage are on the disk: a kill never makes a gap in seq', async () => {
    const finish = await reconnected();
    await bench.due('telemetry');
    await bench.due('priority');
    expect(bench.sent).toEqual([]);
    await finish();
    expect(bench.sent.slice(0, 2)).toEqual(['t4', 'p1']);
    await bench.due('telemetry');
    expect(bench.sent).toContain('t5');
  });

  it('do not wait for ever for a disk that does not answer', async () => {
    await reconnected();
    await bench.due('telemetry');
    await vi.advanceTimersByTimeAsync(HELD_MS - 1);
    await bench.due('telemetry');
    expect(bench.sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await bench.due('telemetry');
    expect(bench.sent).toEqual(['t4', 't5', 't6']);
  });

  it('are kept behind those of the outage when this connection is lost as well', async () => {
    const finish = await reconnected();
    await bench.due('telemetry');
    bench.forwarder.lost();
    await finish();
    expect(stored()).toEqual(['t1', 't2', 't3', 't4']);
    expect(bench.sent).toEqual([]);
  });

  it('go to the store when the program ends', async () => {
    const finish = await reconnected();
    await bench.due('telemetry');
    bench.forwarder.close(true);
    await finish();
    await bench.forwarder.end(100);
    expect(stored()).toEqual(['t1', 't2', 't3', 't4']);
  });

  it('are sent at once when nothing waits', async () => {
    bench.connect();
    await bench.due('telemetry');
    expect(bench.sent).toEqual(['t1']);
  });
});

describe('an end in order', () => {
  it('leaves nothing behind that the broker has acknowledged', async () => {
    bench.connect();
    await bench.runs(2);
    await bench.due('telemetry');
    bench.forwarder.close(true);
    await bench.forwarder.end(100);
    expect(stored()).toEqual([]);
  });

  it('keeps what the broker has not acknowledged', async () => {
    bench.connect();
    await bench.due('telemetry');
    await bench.due('priority');
    await bench.due('telemetry');
    bench.forwarder.close(false);
    await bench.forwarder.end(100);
    expect(stored()).toEqual(['t2']);
  });

  it('during an outage hands everything over to the store', async () => {
    bench.connect();
    bench.forwarder.lost();
    await bench.due('telemetry');
    await bench.forwarder.end(100);
    expect(stored()).toEqual(['t1']);
  });
});

describe('what is lost', () => {
  it('is reported when the store takes nothing for too long', async () => {
    bench.connect();
    bench.forwarder.lost();
    bench.source.isAway = true;
    for (const _ of upTo(10_700)) await bench.due('telemetry');
    expect(bench.events.map(({ type, data }) => [type, data.reason, data.fromSeq, data.toSeq])).toEqual([
      ['data_lost', 'store_unavailable', 1, 500],
    ]);
    expect(bench.forwarder.figures.framesLost).toBe(500);
    bench.source.isAway = false;
    bench.source.storeSome(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(stored()[0]).toBe('t501');
  });

  it('is reported when frames were overwritten before they were read', async () => {
    bench.connect();
    await bench.runs(1);
    bench.begin({ telemetry: 15, priority: 10 });
    await bench.runs(1);
    expect(bench.events.map(({ data }) => data)).toMatchObject([
      { what: 'frames', reason: 'comms_slow', topic: 'telemetry', run: 1, fromSeq: 11, toSeq: 15, count: 5 },
    ]);
  });

  it('is reported once a minute for a topic that the broker refuses, and is not sent again', async () => {
    const link = bench.connect();
    link.isPrompt = false;
    for (const _ of upTo(3)) {
      await bench.due('priority');
      link.refuse('Not authorized');
    }
    await bench.due('telemetry');
    expect(bench.events).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    bench.forwarder.look();
    expect(bench.events.map(({ data }) => data)).toMatchObject([
      { reason: 'refused', topic: 'priority', fromSeq: 1, toSeq: 3, count: 3 },
    ]);
    bench.forwarder.lost();
    await vi.advanceTimersByTimeAsync(0);
    expect(stored()).toEqual(['t1']);
  });
});

describe('after a restart of the thread', () => {
  function restarted(): ForwarderBench {
    const { source, marks } = bench;
    bench = new ForwarderBench(source, marks);
    return bench;
  }

  it('messages are kept at once, because the run has had a connection', async () => {
    bench.connect();
    await bench.runs(1);
    const next = restarted();
    expect(next.forwarder.isOpen).toBe(true);
    next.begin({ telemetry: 10, priority: 10 });
    await next.due('telemetry');
    await next.forwarder.end(100);
    expect(stored()).toEqual(['t11']);
    expect(next.events).toEqual([]);
  });

  it('the messages that the dead thread had in memory are reported as lost', async () => {
    bench.connect();
    await bench.runs(1);
    bench.forwarder.lost();
    await bench.runs(1);
    const next = restarted();
    next.begin({ telemetry: 22, priority: 20 });
    await next.due('telemetry');
    await next.due('priority');
    const lost = next.events.map(({ data }) => [data.topic, data.reason, data.fromSeq, data.toSeq]);
    expect(lost).toEqual([
      ['telemetry', 'comms_restarted', 11, 22],
      ['priority', 'comms_restarted', 11, 20],
    ]);
  });
});
