// The messages of an outage when the broker is back: order, rate, progress, and a second outage in the middle.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ForwarderBench, TOPICS, upTo } from './forwarder-bench.js';

let bench: ForwarderBench;

beforeEach(() => {
  vi.useFakeTimers();
  bench = new ForwarderBench();
});

afterEach(() => {
  bench.forwarder.lost();
  vi.useRealTimers();
});

/** A connection, then this long without one. */
async function outage(seconds: number): Promise<void> {
  bench.connect();
  bench.forwarder.lost();
  await bench.runs(seconds);
}

describe('the replay', () => {
  it('sends every message of the outage, oldest first, marked as historical, beside the live ones', async () => {
    await outage(20);
    bench.connect();
    await bench.runs(10);
    expect(bench.replayed('telemetry')).toEqual(upTo(200));
    expect(bench.replayed('priority')).toEqual(upTo(200));
    expect(bench.arrived('telemetry')).toEqual(upTo(300));
    expect(bench.arrived('priority')).toEqual(upTo(300));
    const [text = ''] = bench.link.on(TOPICS.telemetry);
    expect(JSON.parse(text)).toEqual({ run: 1, seq: 1, ts: expect.any(Number), historical: true });
    expect(bench.forwarder.figures).toMatchObject({
      outboxFrames: 0,
      outboxFramesOldest: null,
      framesLost: 0,
    });
    expect(bench.events).toEqual([]);
  });

  it('never delays a live message', async () => {
    await outage(20);
    bench.connect();
    const before = bench.sent.length;
    await bench.due('telemetry');
    expect(bench.sent.slice(before)).toContain('t201');
    await bench.runs(10);
    const live = bench.sent.filter((text) => text.startsWith('t') && !text.endsWith('h'));
    expect(live).toEqual(upTo(301, 201).map((seq) => `t${seq}`));
  });

  it.each([50, 300, 1000])('keeps to its rate of %i messages a second', async (rate) => {
    bench.rate = rate;
    await outage(300);
    bench.connect();
    await vi.advanceTimersByTimeAsync(4000);
    const count = bench.replayed('telemetry').length + bench.replayed('priority').length;
    expect(count / 4).toBeGreaterThan(0.9 * rate);
    expect(count / 4).toBeLessThan(1.05 * rate);
  });

  it('waits for events and for a broker that does not answer', async () => {
    await outage(5);
    bench.mayReplay = false;
    const link = bench.connect();
    await bench.runs(1);
    expect(bench.replayed('telemetry')).toEqual([]);
    bench.mayReplay = true;
    link.isPrompt = false;
    await bench.runs(2);
    expect(bench.replayed('telemetry').length + bench.replayed('priority').length).toBe(8);
  });

  it('goes on after a second outage in its middle, and sends the newer messages behind the older ones', async () => {
    bench.rate = 20;
    await outage(20);
    bench.connect();
    await bench.runs(10);
    bench.forwarder.lost();
    const before = bench.replayed('telemetry');
    expect(before.at(-1)).toBeLessThan(120);
    await bench.runs(5);
    bench.rate = 300;
    bench.connect();
    await bench.runs(10);
    const after = bench.replayed('telemetry').slice(before.length);
    // What was acknowledged in the last seconds before the loss is sent again; what was acknowledged before is not.
    expect(after[0]).toBeLessThanOrEqual(before.at(-1)!);
    expect(after[0]).toBeGreaterThan(before.at(-1)! - 70);
    expect(after[0]).toBeGreaterThan(1);
    expect(after).toEqual([...after].sort((a, b) => a - b));
    expect(bench.arrived('telemetry')).toEqual(upTo(450));
    expect(bench.arrived('priority')).toEqual(upTo(450));
  });

  it('is continued by the next run of the program', async () => {
    await outage(10);
    await bench.forwarder.end(100);
    const { source } = bench;
    bench = new ForwarderBench(source);
    bench.connect();
    await vi.advanceTimersByTimeAsync(8000);
    bench.forwarder.look();
    await vi.advanceTimersByTimeAsync(0);
    expect(bench.replayed('telemetry')).toEqual(upTo(100));
    expect(source.frames).toEqual([]);
  });

  it('loses nothing while the store restarts', async () => {
    await outage(20);
    bench.connect();
    await bench.runs(0.5);
    bench.source.isAway = true;
    await bench.runs(3);
    bench.source.isAway = false;
    bench.source.storeSome(1);
    await bench.runs(15);
    expect(bench.arrived('telemetry')).toEqual(upTo(385));
    expect(bench.forwarder.figures.outboxFrames).toBe(0);
  });

  it('begins again with another log, whose blocks have other ids', async () => {
    bench.rate = 20;
    await outage(10);
    bench.connect();
    await bench.runs(2);
    bench.source.frames = bench.source.frames.map((block) => ({ ...block, id: block.id + 100 }));
    bench.forwarder.newLog();
    bench.rate = 300;
    await bench.runs(10);
    expect(bench.arrived('telemetry')).toEqual(upTo(220));
    expect(bench.source.frames).toEqual([]);
  });

  it('passes over a topic that the broker refuses', async () => {
    await outage(5);
    const link = bench.connect();
    link.isPrompt = false;
    for (const _ of upTo(200)) {
      await vi.advanceTimersByTimeAsync(20);
      const next = link.messages[link.messages.length - 1];
      if (next?.topic === TOPICS.priority) link.refuse('Not authorized');
      else link.acknowledge();
    }
    expect(bench.replayed('telemetry')).toEqual(upTo(50));
    expect(bench.forwarder.figures.framesLost).toBeGreaterThan(0);
  });
});
