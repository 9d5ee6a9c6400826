// The alarms that occur most often, as the health document shows them.
import { beforeEach, describe, expect, it } from 'vitest';
import { CurrentAlerts } from '../../../src/comms/journal/current-alerts.js';
import { TopOffenders } from '../../../src/comms/journal/top-offenders.js';
import { alertEvent, FakeSource, LOG } from '../fake-source.js';

let source: FakeSource;
let offenders: TopOffenders;
let log: string;
let reads: number;

beforeEach(() => {
  source = new FakeSource();
  log = LOG;
  reads = 0;
  const counted = {
    get storedUpTo() {
      return source.storedUpTo;
    },
    currentAlerts: () => {
      reads++;
      return source.currentAlerts();
    },
  };
  const rules = new Set(['a', 'b', 'c', 'd']);
  offenders = new TopOffenders(new CurrentAlerts({ source: counted, rules, log: () => log }));
});

const store = (rule: string, count: number) => source.store(alertEvent(rule, { count }));

describe('the top offenders', () => {
  it('are none before anything was stored', async () => {
    await offenders.refresh();
    expect(offenders.top).toEqual([]);
  });

  it('are the three rules with the most occurrences, the most frequent first', async () => {
    store('a', 2);
    store('b', 40);
    store('c', 7);
    store('d', 1);
    await offenders.refresh();
    expect(offenders.top).toEqual([
      { rule: 'b', count: 40 },
      { rule: 'c', count: 7 },
      { rule: 'a', count: 2 },
    ]);
  });

  it('are in the order of their names when they come equally often', async () => {
    store('c', 2);
    store('a', 2);
    await offenders.refresh();
    expect(offenders.top.map(({ rule }) => rule)).toEqual(['a', 'c']);
  });

  it('do not contain a rule that was shelved and never fired, or one that is not configured', async () => {
    store('a', 0);
    store('removed', 9);
    await offenders.refresh();
    expect(offenders.top).toEqual([]);
  });

  it('follow what is stored, and the store is asked only then', async () => {
    store('a', 1);
    await offenders.refresh();
    await offenders.refresh();
    expect(reads).toBe(1);
    store('a', 2);
    await offenders.refresh();
    expect([reads, offenders.top]).toEqual([2, [{ rule: 'a', count: 2 }]]);
  });

  it('stay as they were while the store is being restarted', async () => {
    store('a', 1);
    await offenders.refresh();
    source.isAway = true;
    store('a', 2);
    await offenders.refresh();
    expect(offenders.top).toEqual([{ rule: 'a', count: 1 }]);
  });

  it('are those of the new log when the store was replaced', async () => {
    store('a', 1);
    await offenders.refresh();
    source.alerts.clear();
    log = 'another';
    await offenders.refresh();
    expect(offenders.top).toEqual([]);
  });
});
