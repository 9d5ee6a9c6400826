// The retained status: one message for each change, and a limited rate of corrections.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Topics } from '../../../src/comms/mqtt/topics.js';
import { StatusKeeper } from '../../../src/comms/publishing/status-keeper.js';
import { FakePublisher } from '../fake-publisher.js';
import { LOG } from '../fake-source.js';

const topics = new Topics('kpp', 'kpp-01');
const OFFLINE = Buffer.from('{"state":"offline"}');

let link: FakePublisher;
let keeper: StatusKeeper;

beforeEach(() => {
  vi.useFakeTimers();
  link = new FakePublisher();
  const fields = { run: 3, log: LOG, version: '0.1.0', mode: 'balanced', plant: 'standby' } as const;
  keeper = new StatusKeeper(topics, { ...fields, clock: 'unsynchronised' }, () => 1764000000000);
});

afterEach(() => {
  keeper.end();
  vi.useRealTimers();
});

describe('the status', () => {
  it('is the document of the contract', () => {
    keeper.begin(link);
    expect(link.on(topics.status)).toEqual([
      `{"state":"online","ts":1764000000000,"run":3,"log":"${LOG}","version":"0.1.0",` +
        '"mode":"balanced","plant":"standby","clock":"unsynchronised"}',
    ]);
    expect(link.messages[0]?.retain).toBe(true);
    expect(JSON.parse(keeper.will.payload)).toEqual({
      ...JSON.parse(link.on(topics.status)[0]!),
      state: 'offline',
    });
  });

  it('is sent when a field has changed, and not when it is the same', () => {
    keeper.begin(link);
    keeper.update({ mode: 'balanced', plant: 'standby' });
    keeper.update({ clock: 'synchronised' });
    expect(link.on(topics.status)).toHaveLength(2);
  });

  it('publishes changes from the time without a connection on the next one', () => {
    keeper.update({ plant: 'running' });
    keeper.begin(link);
    expect(link.on(topics.status)).toHaveLength(1);
    expect(link.on(topics.status)[0]).toContain('"plant":"running"');
  });

  it('is corrected at once when somebody publishes offline, and at most five times a second', () => {
    keeper.begin(link);
    keeper.seen(OFFLINE);
    expect(link.on(topics.status)).toHaveLength(2);
    for (let ms = 0; ms < 1000; ms += 10) {
      keeper.seen(OFFLINE);
      vi.advanceTimersByTime(10);
    }
    expect(link.on(topics.status).length).toBeLessThanOrEqual(8);
    const before = link.on(topics.status).length;
    vi.advanceTimersByTime(10_000);
    expect(link.on(topics.status).length).toBeLessThanOrEqual(before + 1);
  });

  it.each(['{"state":"online"}', '', 'null', '"offline"', 'no json'])('is left alone by %j', (payload) => {
    keeper.begin(link);
    keeper.seen(Buffer.from(payload));
    expect(link.on(topics.status)).toHaveLength(1);
  });

  it('ends with offline, and later messages or changes publish nothing', () => {
    keeper.begin(link);
    keeper.goOffline(() => {});
    keeper.seen(OFFLINE);
    keeper.update({ plant: 'running' });
    expect(link.on(topics.status)).toHaveLength(2);
    expect(link.on(topics.status)[1]).toContain('"state":"offline"');
  });

  it.each([
    ['running', 'standby'],
    ['starting', 'standby'],
    ['tripped', 'tripped'],
  ] as const)('ends in order with a plant that was %s and is left %s', (before, after) => {
    keeper.begin(link);
    keeper.update({ plant: before });
    keeper.endInOrder(() => {});
    expect(JSON.parse(link.on(topics.status).at(-1)!)).toMatchObject({ state: 'offline', plant: after });
  });

  it('of a broker that is left says what the plant does, because it goes on', () => {
    keeper.begin(link);
    keeper.update({ plant: 'running' });
    keeper.goOffline(() => {});
    expect(JSON.parse(link.on(topics.status).at(-1)!)).toMatchObject({ state: 'offline', plant: 'running' });
  });

  it('needs no connection to end', () => {
    const ended = vi.fn();
    keeper.goOffline(ended);
    expect(ended).toHaveBeenCalledOnce();
  });
});
