// One alarm: its delays, its shelf, its limit on announcements, and its life over restarts and new definitions.
import { describe, expect, it } from 'vitest';
import { VERDICT } from '../../../src/control/alarms/judge.js';
import { MAX_SHELVE_S } from '../../../src/vocabulary/words.js';
import { alarm, alert, at, definition, judging, WALL_MS } from './parts.js';

const { none, holds, between, back } = VERDICT;

describe('an alarm with an on-delay of 2 s', () => {
  const delayed = () => alarm({ onDelay: 2 });

  it('is raised when its condition has held for 2 s', () => {
    const one = delayed();
    expect(one.inputOf(holds, at(10))).toBeNull();
    expect(one.inputOf(holds, at(11.999))).toBeNull();
    expect(one.inputOf(holds, at(12))).toBe('raise');
  });

  it('is raised at 30 ticks of 1/15 s, although their sum is not exactly 2 in binary', () => {
    const one = delayed();
    let nowS = 0;
    for (let n = 0; n < 30; n++) {
      expect(one.inputOf(holds, at(nowS))).toBeNull();
      nowS += 1 / 15;
    }
    expect(nowS).toBeLessThan(2);
    expect(one.inputOf(holds, at(nowS))).toBe('raise');
  });

  it.each([
    ['has ended', back],
    ['is between the limits', between],
  ])('begins its delay anew when the condition %s', (_, verdict) => {
    const one = delayed();
    one.inputOf(holds, at(0));
    expect(one.inputOf(verdict, at(1))).toBeNull();
    expect(one.inputOf(holds, at(2))).toBeNull();
    expect(one.inputOf(holds, at(3.9))).toBeNull();
    expect(one.inputOf(holds, at(4))).toBe('raise');
  });

  it('waits while its condition is not judged, also over several ticks', () => {
    const one = delayed();
    one.inputOf(holds, at(0));
    for (const nowS of [1, 2, 3, 4, 5]) expect(one.inputOf(none, at(nowS))).toBeNull();
    expect(one.inputOf(holds, at(6))).toBeNull();
    expect(one.inputOf(holds, at(6.9))).toBeNull();
    expect(one.inputOf(holds, at(7))).toBe('raise');
  });

  it('waits twice when its condition is not judged twice', () => {
    const one = delayed();
    one.inputOf(holds, at(0));
    one.inputOf(none, at(0.5));
    one.inputOf(holds, at(10.5));
    one.inputOf(none, at(11));
    one.inputOf(holds, at(21));
    expect(one.inputOf(holds, at(21.9))).toBeNull();
    expect(one.inputOf(holds, at(22))).toBe('raise');
  });

  it('counts no wait from before its condition held', () => {
    const one = delayed();
    one.inputOf(none, at(0));
    expect(one.inputOf(holds, at(5))).toBeNull();
    expect(one.inputOf(holds, at(6.9))).toBeNull();
    expect(one.inputOf(holds, at(7))).toBe('raise');
  });
});

describe('an alarm that is raised', () => {
  it.each([
    ['clear', false],
    ['clearLatching', true],
  ] as const)('asks to %s when its condition has been gone for its off-delay', (input, latch) => {
    const one = alarm({ offDelay: 3, onDelay: 50, latch });
    one.enter('unacknowledged');
    expect(one.isRaised).toBe(true);
    expect(one.inputOf(back, at(0))).toBeNull();
    expect(one.inputOf(back, at(2.9))).toBeNull();
    expect(one.inputOf(back, at(3))).toBe(input);
  });

  it('does not begin its off-delay anew when it is acknowledged', () => {
    const one = alarm({ offDelay: 3 });
    one.enter('unacknowledged');
    one.inputOf(back, at(0));
    one.enter('acknowledged');
    expect(one.inputOf(back, at(3))).toBe('clear');
  });

  it('begins a delay anew when it has cleared, and forgets a wait', () => {
    const one = alarm({ onDelay: 2, offDelay: 2 });
    one.enter('unacknowledged');
    one.inputOf(back, at(0));
    one.inputOf(none, at(1));
    one.enter('normal');
    expect(one.isRaised).toBe(false);
    expect(one.inputOf(holds, at(5))).toBeNull();
    expect(one.inputOf(holds, at(6.9))).toBeNull();
    expect(one.inputOf(holds, at(7))).toBe('raise');
  });
});

describe('what silences an alarm', () => {
  it('is that it is out of service, before a shelf, before a root alarm that explains it', () => {
    const one = alarm();
    expect(one.hold).toBe('none');
    one.suppressor = alarm({ id: 'sensor_lost.chain.velocity' });
    expect(one.hold).toBe('suppressed');
    one.shelve(60, at(0));
    expect(one.hold).toBe('shelved');
    one.redefine(definition({ enabled: false }));
    expect(one.hold).toBe('outOfService');
  });
});

describe('the value of an alarm', () => {
  it.each([
    [8.3, 8.3],
    [0, 0],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
  ])('%d is reported as %s', (value, reported) => {
    expect(alarm({}, value).value).toBe(reported);
  });
});

describe('the cause of an alarm', () => {
  it('is a text and its subject, or the text alone', () => {
    const one = alarm();
    expect(one.detail).toBe('');
    one.explain('because of', 'overload');
    expect(one.detail).toBe('because of overload');
    one.explain('because of', 'heat');
    expect(one.detail).toBe('because of heat');
    one.explain('in spite of', 'heat');
    expect(one.detail).toBe('in spite of heat');
    one.explain('above 10 m/s', '');
    expect(one.detail).toBe('above 10 m/s');
  });

  it('is not made anew while text and subject stay the same', () => {
    const one = alarm();
    one.explain('because of', 'overload');
    one.detail = 'untouched';
    one.explain('because of', 'overload');
    expect(one.detail).toBe('untouched');
  });
});

describe('an alarm on the shelf', () => {
  it('comes back when its time is over, and says until when in wall time', () => {
    const one = alarm();
    expect(one.shelvedUntilMs).toBeNull();
    expect(one.shelfHasExpired(at(100))).toBe(false);
    one.shelve(60, at(100, WALL_MS + 0.4));
    expect(one.shelvedUntilMs).toBe(WALL_MS + 160_000);
    expect(one.shelfHasExpired(at(159.999))).toBe(false);
    expect(one.shelfHasExpired(at(160 - 1e-10))).toBe(true);
    expect(one.shelfHasExpired(at(160))).toBe(true);
  });

  it('has not expired when it was taken from the shelf', () => {
    const one = alarm();
    one.shelve(60, at(0));
    one.shelved = false;
    expect(one.shelfHasExpired(at(60))).toBe(false);
    expect(one.shelvedUntilMs).toBeNull();
  });
});

describe('an occurrence', () => {
  it('is counted, and remembers when it began', () => {
    const one = alarm();
    one.isRestored = true;
    one.begin(at(10, WALL_MS + 0.4));
    one.begin(at(20));
    expect(one).toMatchObject({ count: 2, occurrences: 2, isRestored: false, sinceMs: WALL_MS + 20_000 });
  });

  it('stands for longer than a day only when it is active and more than a day old', () => {
    const one = alarm();
    one.begin(at(10));
    expect(one.hasStoodFor(100, at(111))).toBe(false);
    one.enter('latched');
    expect(one.hasStoodFor(100, at(110))).toBe(false);
    expect(one.hasStoodFor(100, at(110.1))).toBe(true);
    one.enter('returnedUnacknowledged');
    expect(one.hasStoodFor(100, at(111))).toBe(false);
  });
});

describe('the limit of 60 announced transitions a minute', () => {
  /** How many of this many occurrences at the same time may be announced. */
  function allowed(one: ReturnType<typeof alarm>, occurrences: number, nowS: number): number {
    return Array.from({ length: occurrences }, () => one.mayAnnounce(at(nowS))).filter(Boolean).length;
  }

  it('lets 30 occurrences through at once, each with its beginning and its end', () => {
    expect(allowed(alarm(), 40, 1000)).toBe(30);
  });

  it('then lets one through every 2 s', () => {
    const one = alarm();
    allowed(one, 40, 1000);
    expect(allowed(one, 1, 1001.9)).toBe(0);
    expect(allowed(one, 2, 1002)).toBe(1);
    expect(allowed(one, 10, 1008)).toBe(3);
  });

  it('saves up no more than 30 occurrences in a quiet time', () => {
    const one = alarm();
    allowed(one, 40, 0);
    expect(allowed(one, 40, 3600)).toBe(30);
  });
});

describe('an alarm after a restart', () => {
  it.each([
    ['active', false, 'unacknowledged', true],
    ['active', true, 'acknowledged', true],
    ['cleared', false, 'returnedUnacknowledged', false],
    ['cleared', true, 'normal', false],
  ] as const)('that was %s, acknowledged: %s, is %s', (state, acknowledged, restored, isRestored) => {
    const one = alarm();
    const last = alert({ state, acknowledged });
    one.restore(last);
    expect(one).toMatchObject({ state: restored, isRestored, count: 3, occurrences: 0, sinceMs: WALL_MS });
    expect(one).toMatchObject({ latest: last, suspect: 'chain.velocity', shelved: false });
    expect(one.shelvedUntilMs).toBeNull();
  });

  it('has stood since the wall time of its beginning', () => {
    const one = alarm();
    one.restore(alert());
    one.placeOnClock(at(5, WALL_MS + 95_000));
    expect(one.hasStoodFor(100, at(5))).toBe(false);
    expect(one.hasStoodFor(100, at(5.1))).toBe(true);
  });

  it('has stood for no time when the wall clock was set back behind its beginning', () => {
    const one = alarm();
    one.restore(alert());
    one.placeOnClock(at(5, WALL_MS - 3_600_000));
    expect(one.hasStoodFor(100, at(105))).toBe(false);
    expect(one.hasStoodFor(100, at(105.1))).toBe(true);
  });

  it('stays on the shelf for the rest of its time', () => {
    const one = alarm();
    one.restore(alert({ shelvedUntil: WALL_MS + 60_000 }));
    expect(one).toMatchObject({ shelved: true, shelvedUntilMs: WALL_MS + 60_000 });
    one.placeOnClock(at(5, WALL_MS + 10_000 - 5000));
    expect(one.shelfHasExpired(at(54.9))).toBe(false);
    expect(one.shelfHasExpired(at(55))).toBe(true);
  });

  it('stays on the shelf for at most the longest time that a shelf may have, also when the wall clock was set back', () => {
    const one = alarm();
    one.restore(alert({ shelvedUntil: WALL_MS + 1e12 }));
    one.placeOnClock(at(0));
    expect(one.shelfHasExpired(at(MAX_SHELVE_S - 1))).toBe(false);
    expect(one.shelfHasExpired(at(MAX_SHELVE_S))).toBe(true);
  });
});

describe('an alarm with a new definition', () => {
  it('uses the new delays at once', () => {
    const one = alarm({ onDelay: 10, offDelay: 10 });
    one.redefine(definition({ onDelay: 1, offDelay: 2 }));
    one.inputOf(holds, at(0));
    expect(one.inputOf(holds, at(1))).toBe('raise');
    one.enter('unacknowledged');
    one.inputOf(back, at(1));
    expect(one.inputOf(back, at(2.9))).toBeNull();
    expect(one.inputOf(back, at(3))).toBe('clear');
  });
});

describe('the rule that replaces another', () => {
  it('takes over state, shelf, counts and the last alert', () => {
    const before = judging();
    before.restore(alert());
    before.placeOnClock(at(0));
    before.begin(at(10));
    before.consequences = 2;
    before.isRestored = true;
    before.shelve(60, at(10));
    const after = judging({ onDelay: 5, offDelay: 7 });
    after.inherit(before);
    expect(after).toMatchObject({ state: 'unacknowledged', shelved: true, count: 4, occurrences: 1 });
    expect(after).toMatchObject({ consequences: 2, isRestored: true, latest: before.latest });
    expect(after.sinceMs).toBe(WALL_MS + 10_000);
    expect(after.shelfHasExpired(at(69))).toBe(false);
    expect(after.shelfHasExpired(at(70))).toBe(true);
    after.inputOf(back, at(20));
    expect(after.inputOf(back, at(26.9))).toBeNull();
    expect(after.inputOf(back, at(27))).toBe('clear');
  });

  it('shares the last alert, because a change of the old rule may still wait to be announced', () => {
    const before = judging();
    const after = judging();
    after.inherit(before);
    before.latest = alert({ count: 7 });
    expect(after.latest?.count).toBe(7);
  });

  it.each([
    ['with the same limits goes on with a running delay', {}, 'raise'],
    ['with another threshold begins it anew', { threshold: 8.5 }, null],
    ['with another hysteresis begins it anew', { hysteresis: 1 }, null],
    ['with another comparison begins it anew', { comparison: 'equals' }, null],
  ] as const)('%s', (_, limits, input) => {
    const before = judging({ onDelay: 2 });
    before.inputOf(holds, at(0));
    const after = judging({ onDelay: 2 }, limits);
    after.inherit(before);
    expect(after.inputOf(holds, at(2))).toBe(input);
  });

  it('on another channel begins a running delay anew', () => {
    const before = judging({ onDelay: 2 });
    before.inputOf(holds, at(0));
    const after = judging({ onDelay: 2, channel: 'generator.speed' });
    after.inherit(before);
    expect(after.inputOf(holds, at(2))).toBeNull();
  });

  it('takes over that it waits for its channel', () => {
    const before = judging({ onDelay: 2 });
    before.inputOf(holds, at(0));
    before.inputOf(none, at(1));
    const after = judging({ onDelay: 2 });
    after.inherit(before);
    expect(after.inputOf(holds, at(11))).toBeNull();
    expect(after.inputOf(holds, at(12))).toBe('raise');
  });

  it.each([
    [true, 'latched'],
    [false, 'unacknowledged'],
  ] as const)('of a latched alarm, with latch: %s, is %s', (latch, state) => {
    const before = judging({ latch: true });
    before.enter('latched');
    const after = judging({ latch });
    after.inherit(before);
    expect(after.state).toBe(state);
  });

  it('that lost its latch begins no off-delay from the time before', () => {
    const before = judging({ latch: true, onDelay: 2, offDelay: 2 });
    before.enter('latched');
    before.inputOf(holds, at(0));
    const after = judging({ onDelay: 2, offDelay: 2 });
    after.inherit(before);
    expect(after.inputOf(back, at(2))).toBeNull();
    expect(after.inputOf(back, at(4))).toBe('clear');
  });

  it('of a rule without a judge takes over its state alone', () => {
    const before = alarm();
    before.enter('acknowledged');
    const after = alarm();
    after.inherit(before);
    expect(after.state).toBe('acknowledged');
  });

  it('does not judge like an alarm whose condition another part judges', () => {
    expect(judging().judgesLike(alarm())).toBe(false);
    expect(alarm().judgesLike(judging())).toBe(false);
    expect(alarm().judgesLike(alarm())).toBe(true);
  });

  it.each([
    ['the same channel and comparison', {}, {}, true],
    ['other limits', {}, { threshold: 3, hysteresis: 0 }, true],
    ['another channel', { channel: 'generator.speed' }, {}, false],
    ['another comparison', {}, { comparison: 'below' }, false],
  ] as const)('judges like it with %s: %s', (_, other, limits, same) => {
    expect(judging().judgesLike(judging(other, limits))).toBe(same);
  });
});

describe('an alarm is acknowledged', () => {
  it.each([
    ['normal', true],
    ['unacknowledged', false],
    ['acknowledged', true],
    ['returnedUnacknowledged', false],
    ['latched', false],
  ] as const)('when it is %s: %s', (state, acknowledged) => {
    const one = alarm();
    one.enter(state);
    expect(one.isAcknowledged).toBe(acknowledged);
  });
});
