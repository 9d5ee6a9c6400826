// Alerts and events on a connection: the present alerts come first and never wait for events.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Topics } from '../../../src/comms/mqtt/topics.js';
import { Delivery } from '../../../src/comms/publishing/delivery.js';
import { createLogger } from '../../../src/shared/log.js';
import { FakePublisher } from '../fake-publisher.js';
import { alertEvent, alertOf, FakeSource } from '../fake-source.js';

const topics = new Topics('kpp', 'kpp-01');
const ALERT = 'kpp/kpp-01/alerts/high_velocity';

let source: FakeSource;
let delivery: Delivery;
let link: FakePublisher;

beforeEach(() => {
  vi.useFakeTimers();
  source = new FakeSource();
  link = new FakePublisher();
  const log = createLogger('comms', () => {}, { journal: false });
  delivery = new Delivery({ source, topics, rules: new Set(['high_velocity']), log });
});

afterEach(() => {
  delivery.end();
  vi.useRealTimers();
});

const settled = () => vi.advanceTimersByTimeAsync(0);
const states = () => link.on(ALERT).map((text) => (JSON.parse(text) as { state: string }).state);

describe('alerts', () => {
  it('are published once in their present state, even if many of their events wait', async () => {
    source.store(alertEvent('high_velocity', { state: 'active' }));
    source.store(alertEvent('high_velocity', { state: 'cleared' }));
    delivery.begin(link);
    await settled();
    expect(states()).toEqual(['cleared']);
    expect(link.messages[0]).toMatchObject({ topic: ALERT, retain: true });
    expect(link.on(topics.events)).toHaveLength(2);
  });

  it('are published on each change while connected, before the next event', async () => {
    delivery.begin(link);
    await settled();
    source.store(alertEvent('high_velocity', { state: 'active' }));
    source.store(alertEvent('high_velocity', { state: 'cleared' }));
    await settled();
    expect(states()).toEqual(['active', 'cleared']);
    expect(link.messages.map(({ topic }) => topic)).toEqual([topics.events, ALERT, topics.events, ALERT]);
  });

  it('do not wait behind the events of an outage', async () => {
    source.storeSome(500);
    link.isPrompt = false;
    delivery.begin(link);
    await settled();
    source.store(alertEvent('high_velocity', { state: 'active' }));
    await settled();
    expect(states()).toEqual(['active']);
    expect(link.on(topics.events)).toHaveLength(12);
    link.isPrompt = true;
    for (let i = 0; i < 600; i++) {
      link.acknowledge();
      await settled();
    }
    expect(link.on(topics.events)).toHaveLength(501);
    expect(states()).toEqual(['active']);
  });

  it('of a rule that is not configured any more are removed, first at the broker and then in the store', async () => {
    source.alerts.set('old_rule', alertOf('old_rule'));
    link.isPrompt = false;
    delivery.begin(link);
    await settled();
    expect(link.messages[0]).toMatchObject({ topic: topics.alert('old_rule'), payload: '', retain: true });
    expect(source.forgotten).toEqual([]);
    link.acknowledge();
    expect(source.forgotten).toEqual(['old_rule']);
  });

  it('and events begin when the store is available', async () => {
    source.store(alertEvent('high_velocity'));
    source.isAway = true;
    delivery.begin(link);
    await vi.advanceTimersByTimeAsync(3000);
    expect(link.messages).toEqual([]);
    source.isAway = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(link.messages.map(({ topic }) => topic)).toEqual([ALERT, topics.events]);
  });
});

describe('the outbox', () => {
  it('is known before the first connection, and the store is not asked again for it', async () => {
    source.storeSome(5);
    source.acknowledgedSeq = 3;
    await delivery.prepare();
    expect(delivery.pump.outbox).toBe(2);
    delivery.begin(link);
    await settled();
    expect(source.lossesAsked).toEqual([null]);
    expect(link.on(topics.events)).toHaveLength(2);
  });

  it('begins again with a new log', async () => {
    source.storeSome(5);
    delivery.begin(link);
    await settled();
    source.events.length = 0;
    source.acknowledgedSeq = 0;
    source.storeSome(2);
    delivery.restart();
    await settled();
    expect(link.on(topics.events).slice(5)).toHaveLength(2);
    expect(source.lossesAsked).toEqual([null, null]);
  });
});
