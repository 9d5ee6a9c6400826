// Publishing of events: in order, with a limited number in flight, acknowledged in order.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventPump } from '../../../src/comms/publishing/event-pump.js';
import { createLogger } from '../../../src/shared/log.js';
import { FakePublisher } from '../fake-publisher.js';
import { FakeSource } from '../fake-source.js';

let source: FakeSource;
let pump: EventPump;
let log: string[];

beforeEach(() => {
  vi.useFakeTimers();
  source = new FakeSource();
  log = [];
  pump = new EventPump({
    source,
    topic: 'events',
    log: createLogger('comms', (line) => log.push(line), { journal: false }),
    onSent: () => {},
  });
});

afterEach(() => {
  pump.stop();
  vi.useRealTimers();
});

const settled = () => vi.advanceTimersByTimeAsync(0);
const seqs = (link: FakePublisher) =>
  link.on('events').map((text) => (JSON.parse(text) as { seq: number }).seq);
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

describe('the event pump', () => {
  it('publishes the stored events and then new ones', async () => {
    const link = new FakePublisher();
    source.storeSome(3);
    pump.start(link, 0);
    await settled();
    source.storeSome(2);
    await settled();
    expect(seqs(link)).toEqual([1, 2, 3, 4, 5]);
    expect(source.acknowledgedSeq).toBe(5);
  });

  it('publishes the five fields of the contract', async () => {
    const link = new FakePublisher();
    source.storeSome(1);
    pump.start(link, 0);
    await settled();
    expect(Object.keys(JSON.parse(link.on('events')[0]!))).toEqual(['log', 'seq', 'ts', 'type', 'data']);
  });

  it('goes on after the given seq', async () => {
    const link = new FakePublisher();
    source.storeSome(5);
    pump.start(link, 3);
    await settled();
    expect(seqs(link)).toEqual([4, 5]);
  });

  it('has a limited number of events in flight', async () => {
    const link = new FakePublisher();
    link.isPrompt = false;
    source.storeSome(100);
    pump.start(link, 0);
    await settled();
    expect(seqs(link)).toEqual(upTo(12));
    link.acknowledge();
    await settled();
    expect(seqs(link)).toEqual(upTo(13));
    expect(source.acknowledgedSeq).toBe(1);
    expect(pump.outbox).toBe(99);
  });

  it('sends events again on the next connection that were not acknowledged on this one', async () => {
    const first = new FakePublisher();
    first.isPrompt = false;
    source.storeSome(5);
    pump.start(first, 0);
    await settled();
    first.acknowledge();
    pump.stop();
    first.acknowledge();
    expect(source.acknowledgedSeq).toBe(1);
    const second = new FakePublisher();
    pump.start(second, source.acknowledgedSeq);
    await settled();
    expect(seqs(second)).toEqual([2, 3, 4, 5]);
  });

  it('tries a refused event again, counts it as not delivered and logs it once', async () => {
    const link = new FakePublisher();
    link.isPrompt = false;
    source.storeSome(2);
    pump.start(link, 0);
    for (let round = 1; round <= 3; round++) {
      await settled();
      link.refuse('Publish error: Quota exceeded');
      link.refuse('Publish error: Quota exceeded');
      expect(source.acknowledgedSeq).toBe(0);
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(log).toHaveLength(1);
    link.acknowledge();
    link.acknowledge();
    expect(source.acknowledgedSeq).toBe(2);
    expect(seqs(link)).toEqual([1, 2, 1, 2, 1, 2, 1, 2]);
  });

  it('does not try a refused event again after the connection is lost', async () => {
    const link = new FakePublisher();
    link.isPrompt = false;
    source.storeSome(1);
    pump.start(link, 0);
    await settled();
    link.refuse('Publish error: Quota exceeded');
    pump.stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(seqs(link)).toEqual([1]);
  });

  it('continues when the store comes back, and logs its absence once', async () => {
    const link = new FakePublisher();
    source.storeSome(2);
    source.isAway = true;
    pump.start(link, 0);
    await vi.advanceTimersByTimeAsync(5000);
    expect(seqs(link)).toEqual([]);
    source.isAway = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(seqs(link)).toEqual([1, 2]);
    expect(log).toHaveLength(1);
  });

  it('leaves no timer behind when it is stopped, in any state', async () => {
    source.storeSome(1);
    pump.start(new FakePublisher(), 0);
    await settled();
    source.storeSome(1);
    pump.stop();
    await settled();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is drained when all stored events were acknowledged', async () => {
    const link = new FakePublisher();
    link.isPrompt = false;
    source.storeSome(1);
    pump.start(link, 0);
    await settled();
    let isDrained = false;
    void pump.drained().then(() => {
      isDrained = true;
    });
    source.storeSome(1);
    await settled();
    link.acknowledge();
    await settled();
    expect(isDrained).toBe(false);
    link.acknowledge();
    await settled();
    expect(isDrained).toBe(true);
  });

  it('knows the age of the oldest waiting event, also without a connection', async () => {
    source.storeSome(3);
    pump.assume(1);
    expect([pump.outbox, pump.oldest]).toEqual([2, null]);
    await pump.lookUpOldest();
    expect([pump.outbox, pump.oldest]).toEqual([2, 1764000000000]);
    pump.start(new FakePublisher(), 1);
    await settled();
    expect([pump.outbox, pump.oldest]).toEqual([0, null]);
  });
});
