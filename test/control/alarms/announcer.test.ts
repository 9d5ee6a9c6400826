// The announcer: alerts in order, a bounded number a tick, and pairs of beginning and end for an alarm that chatters.
import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../src/control/alarms/alarm.js';
import { Announcer } from '../../../src/control/alarms/announcer.js';
import type { Alert } from '../../../src/vocabulary/events.js';
import { alarm, alert, at, LOG, WALL_MS } from './parts.js';

function drained(announcer: Announcer, nowS: number): Alert[] {
  const out: Alert[] = [];
  announcer.drain(at(nowS), out);
  return out;
}

function begin(announcer: Announcer, one: Alarm, nowS: number): void {
  one.enter('unacknowledged');
  one.begin(at(nowS));
  announcer.begin(one, at(nowS));
}

function end(announcer: Announcer, one: Alarm, nowS: number): void {
  one.enter('returnedUnacknowledged');
  announcer.update(one, at(nowS));
}

const brief = (alerts: readonly Alert[]) => alerts.map(({ state, count }) => `${state} ${count}`);

/** An alarm that came and went 30 times at time 0, so that it may not announce another occurrence now. */
function tired(announcer: Announcer): Alarm {
  const one = alarm();
  for (let n = 0; n < 30; n++) {
    begin(announcer, one, 0);
    end(announcer, one, 0);
  }
  while (drained(announcer, 0).length > 0);
  return one;
}

describe('an alert', () => {
  it('has everything about the alarm as it was at the change', () => {
    const announcer = new Announcer(LOG);
    const one = alarm({}, 9.25);
    one.detail = 'downhill';
    begin(announcer, one, 10);
    expect(drained(announcer, 11)).toEqual([
      {
        id: '9b08dc5a-59dd-5f51-9fd8-afd914b37858',
        rule: 'fast',
        channel: 'chain.velocity',
        level: 'warning',
        state: 'active',
        acknowledged: false,
        shelvedUntil: null,
        value: 9.25,
        threshold: 8,
        since: WALL_MS + 10_000,
        ts: WALL_MS + 10_000,
        count: 1,
        message: 'is fast at 9.25 m/s (downhill)',
      },
    ]);
  });

  it('of the end has the time of both, the id of the beginning, and the other message', () => {
    const announcer = new Announcer(LOG);
    const one = alarm();
    begin(announcer, one, 10);
    const [first] = drained(announcer, 10);
    end(announcer, one, 20.0004);
    expect(drained(announcer, 20)).toMatchObject([
      {
        state: 'cleared',
        since: WALL_MS + 10_000,
        ts: WALL_MS + 20_000,
        id: first?.id,
        message: 'is not fast',
      },
    ]);
    expect(drained(announcer, 20)).toEqual([]);
  });

  it('keeps the id of an occurrence that began before a restart, and the next one gets its own', () => {
    const announcer = new Announcer(LOG);
    const one = alarm();
    one.restore(alert({ id: 'from-before', count: 3 }));
    end(announcer, one, 0);
    begin(announcer, one, 1);
    const [ended, begun] = drained(announcer, 1);
    expect(ended).toMatchObject({ id: 'from-before', count: 3 });
    expect(begun?.count).toBe(4);
    expect(begun?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
  });

  it('names the channel that is suspected, when the alarm is not about one channel', () => {
    const announcer = new Announcer(LOG);
    const one = alarm({ channel: null });
    one.suspect = 'generator.current';
    begin(announcer, one, 0);
    const about = alarm();
    about.suspect = 'generator.current';
    begin(announcer, about, 0);
    expect(drained(announcer, 0).map(({ channel }) => channel)).toEqual([
      'generator.current',
      'chain.velocity',
    ]);
  });

  it('of an alarm that is shelved before it ever was active says so, and began now', () => {
    const announcer = new Announcer(LOG);
    const one = alarm();
    one.shelve(60, at(5));
    announcer.update(one, at(5));
    expect(drained(announcer, 5)).toMatchObject([
      {
        state: 'cleared',
        count: 0,
        shelvedUntil: WALL_MS + 65_000,
        acknowledged: true,
        since: WALL_MS + 5000,
        message: 'has not been active yet',
      },
    ]);
  });

  it('is the latest of its alarm once it is announced, not before', () => {
    const announcer = new Announcer(LOG);
    const one = alarm();
    begin(announcer, one, 0);
    expect(one.latest).toBeNull();
    const [first] = drained(announcer, 0);
    expect(one.latest).toBe(first);
  });
});

describe('many changes at once', () => {
  it('are announced in their order, 32 a tick, and the others wait', () => {
    const announcer = new Announcer(LOG);
    const alarms = Array.from({ length: 70 }, (_, n) => alarm({ id: `a${n}` }));
    for (const one of alarms) begin(announcer, one, 0);
    expect(announcer.waiting).toBe(70);
    const ticks = [drained(announcer, 1), drained(announcer, 1), drained(announcer, 1)];
    expect(ticks.map(({ length }) => length)).toEqual([32, 32, 6]);
    expect(ticks.flat().map(({ rule }) => rule)).toEqual(alarms.map(({ id }) => id));
    expect(announcer.waiting).toBe(0);
  });

  it('that wait keep their place when others come', () => {
    const announcer = new Announcer(LOG);
    for (let n = 0; n < 40; n++) begin(announcer, alarm({ id: `a${n}` }), 0);
    drained(announcer, 0);
    begin(announcer, alarm({ id: 'late' }), 1);
    expect(announcer.waiting).toBe(9);
    expect(drained(announcer, 1).map(({ rule }) => rule)).toEqual([
      ...Array.from({ length: 8 }, (_, n) => `a${n + 32}`),
      'late',
    ]);
  });

  it('are thinned out when 2048 wait: the beginning of a further occurrence is held back, with its latest change', () => {
    const announcer = new Announcer(LOG);
    for (let n = 0; n < 2047; n++) begin(announcer, alarm({ id: `a${n}` }), 0);
    const last = alarm({ id: 'last' });
    begin(announcer, last, 0);
    expect([announcer.waiting, announcer.chattering]).toEqual([2048, 0]);
    const over = alarm({ id: 'over' });
    begin(announcer, over, 0);
    end(announcer, last, 0);
    end(announcer, over, 0);
    expect([announcer.waiting, announcer.chattering]).toEqual([2049, 1]);
    const rules = Array.from({ length: 66 }, () => drained(announcer, 0)).flat();
    expect(rules.map(({ rule }) => rule).slice(-4)).toEqual(['last', 'last', 'over', 'over']);
    expect(announcer.chattering).toBe(0);
  });

  it('do not release an occurrence that is held back before fewer than 2048 wait', () => {
    const announcer = new Announcer(LOG);
    for (let n = 0; n < 2048; n++) announcer.update(alarm({ id: `a${n}` }), at(0));
    begin(announcer, alarm({ id: 'over' }), 0);
    drained(announcer, 0);
    expect([announcer.waiting, announcer.chattering]).toEqual([2016, 1]);
    drained(announcer, 0);
    expect(announcer.chattering).toBe(0);
  });

  it('are all announced, also when more than 2048 have passed since the queue was empty', () => {
    const announcer = new Announcer(LOG);
    const seen: number[] = [];
    let made = 0;
    for (let tick = 0; tick < 100; tick++) {
      for (let n = 0; n < 40; n++) announcer.update(alarm({ id: String(made++) }), at(0));
      seen.push(...drained(announcer, 0).map(({ rule }) => Number(rule)));
    }
    while (announcer.waiting > 0) seen.push(...drained(announcer, 0).map(({ rule }) => Number(rule)));
    expect(seen).toEqual(Array.from({ length: 4000 }, (_, n) => n));
  });
});

describe('an alarm that chatters', () => {
  it('announces its latest occurrence as soon as it may, 2 s later', () => {
    const announcer = new Announcer(LOG);
    const one = tired(announcer);
    begin(announcer, one, 0.5);
    expect(announcer.chattering).toBe(1);
    expect(drained(announcer, 1.9)).toEqual([]);
    expect(brief(drained(announcer, 2))).toEqual(['active 31']);
    expect(announcer.chattering).toBe(0);
  });

  it('leaves out the occurrences between, and announces the last one with its end', () => {
    const announcer = new Announcer(LOG);
    const one = tired(announcer);
    for (const nowS of [0.1, 0.2, 0.3]) {
      begin(announcer, one, nowS);
      end(announcer, one, nowS);
    }
    expect(drained(announcer, 1)).toEqual([]);
    expect(brief(drained(announcer, 2))).toEqual(['active 33', 'cleared 33']);
    expect(announcer.waiting).toBe(0);
  });

  it('goes on to hold back while an occurrence waits, even if it may announce one again', () => {
    const announcer = new Announcer(LOG);
    const one = tired(announcer);
    begin(announcer, one, 0.1);
    end(announcer, one, 0.2);
    begin(announcer, one, 2);
    expect([announcer.waiting, announcer.chattering]).toEqual([0, 1]);
    expect(brief(drained(announcer, 2))).toEqual(['active 32']);
  });

  it('announces a waiting occurrence at once when the alarm is about to be replaced', () => {
    const announcer = new Announcer(LOG);
    const one = tired(announcer);
    announcer.settle(one);
    expect(announcer.waiting).toBe(0);
    begin(announcer, one, 0.1);
    end(announcer, one, 0.2);
    announcer.settle(one);
    expect([announcer.waiting, announcer.chattering]).toEqual([2, 0]);
  });
});

describe('the log', () => {
  it('has to have the identity of a UUID', () => {
    expect(() => new Announcer('mine')).toThrow(RangeError);
  });
});
