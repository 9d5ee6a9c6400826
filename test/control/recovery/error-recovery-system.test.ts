// The recovery judges attempts by the symptom, makes pauses, goes through the strategies, escalates, and never gives up for good.
import { describe, expect, it } from 'vitest';
import { FIRST_OPEN_S, LONGEST_OPEN_S } from '../../../src/control/recovery/circuit-breaker.js';
import { AGEING_S, LONGEST_PAUSE_S } from '../../../src/control/recovery/recovery-case.js';
import { successRate } from '../../../src/control/recovery/recovery-figures.js';
import type { RecoveryContext, StrategyFunction } from '../../../src/control/recovery/strategy.js';
import { Drill } from './drill.js';

const TYPE = 'valve_stuck';

describe('an attempt', () => {
  it('has succeeded when the symptom is gone and has stayed away', () => {
    const drill = new Drill();
    drill.recovery.registerStrategy(TYPE, function shake() {});
    drill.recovery.handleError(TYPE, { angle: 12 }, { subject: 'valve 3', reason: 'it does not move' });
    drill.run(0.4);
    expect(drill.recovery.countsOf(TYPE)).toMatchObject({ attempts: 1, succeeded: 0, open: 1 });
    drill.recovery.resolve(TYPE, 'valve 3');
    drill.run(0.4);
    expect(drill.recovery.countsOf(TYPE).succeeded).toBe(0);
    drill.run(0.3);
    expect(drill.recovery.countsOf(TYPE)).toMatchObject({ attempts: 1, succeeded: 1, open: 0 });
    expect(drill.events.map(({ type, data }) => ({ type, ...data }))).toMatchObject([
      {
        type: TYPE,
        subject: 'valve 3',
        strategy: 'shake',
        outcome: 'attempted',
        attempt: 1,
        seconds: 0,
        reason: 'it does not move',
      },
      { type: TYPE, subject: 'valve 3', strategy: 'shake', outcome: 'succeeded', seconds: 0.933 },
    ]);
  });

  it('has failed when the symptom is still present after its time, whatever the strategy returned', () => {
    const drill = new Drill();
    drill.recovery.registerStrategy(TYPE, { name: 'liar', maxAttempts: 1, attempt: () => true });
    drill.recovery.handleError(TYPE);
    drill.run(1.2);
    expect(drill.story).toEqual(['attempted liar 1', 'failed liar 1', 'escalated 1']);
    expect(drill.recovery.total).toMatchObject({ attempts: 1, succeeded: 0, failed: 1, escalated: 1 });
  });

  it('has failed when the symptom was gone only for a moment', () => {
    const drill = new Drill();
    let isThere = true;
    drill.recovery.registerStrategy(TYPE, { name: 'shake', holdS: 2, attempt() {} });
    const trouble = drill.recovery.case(TYPE, 'valve');
    for (let n = 0; n < 15 * 4; n++) {
      if (n % 10 === 0) isThere = !isThere;
      drill.recovery.setSymptom(trouble, isThere || n === 0, 'it flaps');
      drill.tick();
    }
    expect(drill.recovery.countsOf(TYPE).succeeded).toBe(0);
    expect(drill.recovery.countsOf(TYPE).failed).toBeGreaterThan(0);
  });

  it('is not a success when the symptom goes away after the attempt has failed', () => {
    const drill = new Drill();
    drill.recovery.registerStrategy(TYPE, { name: 'shake', maxAttempts: 1, attempt() {} });
    drill.recovery.handleError(TYPE);
    drill.run(1.2);
    drill.recovery.resolve(TYPE);
    drill.run(60);
    expect(drill.recovery.total).toMatchObject({ attempts: 1, succeeded: 0, failed: 1, open: 0 });
    expect(drill.recovery.troubles).toHaveLength(0);
  });

  it('succeeds as the third when that is the first one that helps', () => {
    const drill = new Drill();
    const seen: number[] = [];
    drill.recovery.registerStrategy(TYPE, ({ attempt, type }: RecoveryContext) => {
      seen.push(attempt);
      if (attempt === 3) drill.recovery.resolve(type);
    });
    drill.recovery.handleError(TYPE);
    drill.run(30);
    expect(seen).toEqual([1, 2, 3]);
    expect(drill.recovery.total).toMatchObject({ attempts: 3, failed: 2, succeeded: 1, escalated: 0 });
    expect(successRate(drill.recovery.total)).toBeCloseTo(1 / 3);
  });
});

describe('a strategy', () => {
  const throwing: StrategyFunction = () => {
    throw new Error('no hands');
  };

  it.each<[string, StrategyFunction, string, number]>([
    ['throws', throwing, 'it threw: no hands', 3],
    ['says that it cannot', () => false, 'it says that it cannot', 1],
    ['answers later', async () => true, 'it answered with a promise; a strategy has to answer at once', 1],
  ])('that %s has failed, and does no other harm', (_what, attempt, reason, attempts) => {
    const drill = new Drill();
    drill.recovery.registerStrategy(TYPE, { name: 'odd', attempt });
    drill.recovery.handleError(TYPE);
    drill.run(20);
    expect(drill.recovery.total).toMatchObject({ attempts, failed: attempts, escalated: 1 });
    expect(drill.events.find(({ data }) => data.outcome === 'failed')?.data.reason).toBe(reason);
  });

  it('is tried when the strategy before it has used its attempts', () => {
    const drill = new Drill();
    drill.recovery.registerStrategy(TYPE, { name: 'first', maxAttempts: 2, attempt() {} });
    drill.recovery.registerStrategy(TYPE, { name: 'never', applies: () => false, attempt() {} });
    drill.recovery.registerStrategy(TYPE, { name: 'cannot', attempt: () => false });
    drill.recovery.registerStrategy(TYPE, { name: 'last', maxAttempts: 1, attempt() {} });
    drill.recovery.handleError(TYPE);
    drill.run(30);
    expect(drill.story.filter((line) => line.startsWith('attempted'))).toEqual([
      'attempted first 1',
      'attempted first 2',
      'attempted cannot 3',
      'attempted last 4',
    ]);
  });

  it('that provides a replacement is kept while the replacement works', () => {
    const drill = new Drill();
    let stands = true;
    drill.recovery.registerStrategy(TYPE, {
      name: 'spare',
      maxAttempts: 1,
      attempt() {},
      stands: () => stands,
    });
    drill.recovery.handleError(TYPE);
    drill.run(600);
    expect(drill.recovery.total.open).toBe(1);
    stands = false;
    drill.run(0.2);
    expect(drill.recovery.total).toMatchObject({ failed: 1, open: 0, escalated: 1 });
  });

  it.each([
    [{ name: '', attempt() {} }, /needs a name/],
    [{ name: 'x' } as never, /needs a name and a function/],
    [{ name: 'x', attempt() {}, maxAttempts: 0 }, /maxAttempts is 0/],
    [{ name: 'x', attempt() {}, settleS: Number.NaN }, /settleS/],
  ])('with invalid options is refused', (strategy, message) => {
    expect(() => new Drill().recovery.registerStrategy(TYPE, strategy)).toThrow(message);
  });
});

describe('a trouble', () => {
  it('is identified by type and subject: another report with other data is the same trouble', () => {
    const drill = new Drill();
    drill.recovery.registerStrategy(TYPE, { name: 'shake', attempt() {} });
    for (let n = 0; n < 15 * 20; n++) {
      drill.recovery.handleError(TYPE, { n }, { subject: 'valve', reason: `angle ${n}` });
      drill.tick();
    }
    expect(drill.recovery.total).toMatchObject({ attempts: 3, failed: 3, escalated: 1 });
  });

  it('gets attempts at growing intervals when it keeps coming back', () => {
    const drill = new Drill();
    drill.recovery.registerStrategy(TYPE, ({ type }: RecoveryContext) => drill.recovery.resolve(type));
    const startS = drill.nowS;
    for (let n = 0; n < 600 * 15; n++) {
      if (drill.recovery.troubles.length === 0) drill.recovery.handleError(TYPE);
      drill.tick();
    }
    expect(drill.recovery.total).toMatchObject({ failed: 0, escalated: 0 });
    const attempts = drill.times('attempted');
    expect(attempts[0]).toBe(startS);
    const pauses = attempts.slice(1).map((at, i) => at - attempts[i]!);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(LONGEST_PAUSE_S + 1);
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(LONGEST_PAUSE_S);
  });

  it('starts from the beginning when it was away for long, so that no cause is given up for good', () => {
    const drill = new Drill();
    drill.recovery.registerStrategy(TYPE, { name: 'shake', maxAttempts: 3, attempt() {} });
    for (let n = 1; n <= 5; n++) {
      drill.recovery.handleError(TYPE);
      drill.run(20);
      expect(drill.recovery.total.attempts, `round ${n}`).toBe(3 * n);
      drill.recovery.resolve(TYPE);
      drill.run(AGEING_S + 1);
    }
  });

  it('that no strategy could end is stopped by the breaker, with single attempts at growing intervals', () => {
    const drill = new Drill();
    drill.recovery.registerStrategy(TYPE, { name: 'shake', maxAttempts: 2, attempt() {} });
    drill.recovery.handleError(TYPE);
    drill.run(10);
    const [, second] = drill.times('attempted');
    const tripped = drill.times('escalated')[0]!;
    expect(drill.recovery.breakerOf('custom')).toBe('open');
    expect(tripped - second!).toBeCloseTo(1, 1);
    drill.run(2 * 3600);
    const probes = drill.times('attempted').slice(2);
    expect(probes[0]! - tripped).toBeCloseTo(FIRST_OPEN_S, 0);
    expect(probes[1]! - probes[0]!).toBeCloseTo(2 * FIRST_OPEN_S + 1, 0);
    expect(probes.at(-1)! - probes.at(-2)!).toBeCloseTo(LONGEST_OPEN_S + 1, 0);
    // It counts as one escalation as long as it lasts.
    expect(drill.recovery.total.escalated).toBe(1);
  });

  it('closes the breaker when a single attempt helps', () => {
    const drill = new Drill();
    let helps = false;
    drill.recovery.registerStrategy(TYPE, ({ type }: RecoveryContext) => {
      if (helps) drill.recovery.resolve(type);
    });
    drill.recovery.handleError(TYPE);
    drill.run(30);
    expect(drill.recovery.floor).toBe(1);
    helps = true;
    drill.run(FIRST_OPEN_S);
    expect(drill.recovery.total).toMatchObject({ attempts: 4, failed: 3, succeeded: 1 });
    expect([drill.recovery.breakerOf('custom'), drill.recovery.floor]).toEqual(['closed', 0]);
  });

  it('that comes back while the breaker is open gets no attempt, and degrades at once', () => {
    const drill = new Drill();
    drill.recovery.registerStrategy(TYPE, { name: 'shake', maxAttempts: 1, attempt() {} });
    drill.recovery.handleError(TYPE);
    drill.run(5);
    drill.recovery.resolve(TYPE);
    drill.run(5);
    expect(drill.recovery.floor).toBe(0);
    drill.recovery.handleError(TYPE);
    drill.run(1);
    expect([drill.recovery.total.attempts, drill.recovery.floor]).toEqual([1, 1]);
  });

  it('of a type without a strategy is escalated at once', () => {
    const drill = new Drill();
    drill.recovery.handleError('no_such_type');
    drill.run(1);
    expect(drill.story).toEqual(['escalated 0']);
  });

  it('ends when isGone returns true; an isGone that throws is ignored', () => {
    const drill = new Drill();
    let answer: () => boolean = () => {
      throw new Error('no idea');
    };
    drill.recovery.registerStrategy(TYPE, { name: 'wait', attempt() {}, stands: () => true });
    drill.recovery.handleError(TYPE, null, { isGone: () => answer() });
    drill.run(5);
    expect(drill.recovery.total.open).toBe(1);
    answer = () => true;
    drill.run(1);
    expect(drill.recovery.total.succeeded).toBe(1);
  });

  it('that is reported again keeps its first reason and its isGone, and gets the new data', () => {
    const drill = new Drill();
    let gone = false;
    drill.recovery.handleError(TYPE, 1, { isGone: () => gone });
    drill.recovery.handleError(TYPE, 2, { reason: 'it still sticks' });
    const [trouble] = drill.recovery.troubles;
    expect(trouble).toMatchObject({ subject: 'controller', reason: 'it was reported', data: 2 });
    drill.run(1);
    gone = true;
    drill.run(1);
    expect(drill.recovery.troubles).toEqual([]);
    expect(trouble!.reason).toBe('it was reported');
  });

  it('that flickers within a tick is one trouble', () => {
    const drill = new Drill();
    const trouble = drill.recovery.case(TYPE, 'valve');
    for (const present of [true, false, true]) drill.recovery.setSymptom(trouble, present, 'it flickers');
    expect(drill.recovery.troubles).toEqual([trouble]);
    drill.run(0.2);
    for (const present of [false, true]) drill.recovery.setSymptom(trouble, present, 'it flickers');
    expect(drill.recovery.troubles).toEqual([trouble]);
  });

  it('whose end is reported without a beginning changes nothing', () => {
    const drill = new Drill();
    drill.recovery.resolve(TYPE, 'valve');
    drill.recovery.setSymptom(drill.recovery.case(TYPE, 'valve'), false, '');
    drill.run(1);
    expect([drill.recovery.troubles, drill.story]).toEqual([[], []]);
  });

  it('keeps the reason of its symptom when the symptom ends', () => {
    const drill = new Drill();
    const trouble = drill.recovery.case(TYPE, 'valve');
    drill.recovery.setSymptom(trouble, true, 'it sticks');
    drill.recovery.setSymptom(trouble, false, '');
    expect(trouble.reason).toBe('it sticks');
  });

  it('tells why each attempt ended', () => {
    const drill = new Drill();
    drill.recovery.registerStrategy(TYPE, { name: 'shake', maxAttempts: 2, attempt() {} });
    drill.recovery.handleError(TYPE);
    drill.run(1.5);
    drill.recovery.resolve(TYPE);
    drill.run(1);
    expect(drill.events.map(({ data }) => data.reason)).toEqual([
      ...['it was reported', 'the symptom is there'],
      ...['it was reported', 'the symptom is gone'],
    ]);
  });

  it.each([
    [0, 0],
    [3, 3],
  ])("of a user's own type requests the step with which it was registered: %d", (escalateToStep, floor) => {
    const drill = new Drill();
    drill.recovery.registerStrategy(TYPE, () => false, { escalateToStep });
    drill.recovery.handleError(TYPE);
    drill.run(1);
    expect(drill.recovery.floor).toBe(floor);
    expect(() => drill.recovery.registerStrategy('sensor_lost', () => {}, { escalateToStep: 1 })).toThrow(
      /for types of your own/,
    );
  });
});

describe('an action of another part', () => {
  it('counts as an attempt each time, and the attempt before it has failed', () => {
    const drill = new Drill();
    drill.recovery.registerStrategy('thread', { name: 'restart', maxAttempts: 5, holdS: 10, attempt() {} });
    const trouble = drill.recovery.case('thread', 'comms');
    for (let n = 0; n < 8; n++) {
      drill.recovery.actedOn(trouble, 'it ended');
      drill.run(0.2);
      drill.recovery.setSymptom(trouble, false, '');
      drill.run(2);
    }
    expect(drill.recovery.total).toMatchObject({ attempts: 8, failed: 7, open: 1, escalated: 1 });
    drill.run(10);
    expect(drill.recovery.total).toMatchObject({ succeeded: 1, open: 0 });
  });

  it('can make further attempts unnecessary', () => {
    const drill = new Drill();
    drill.recovery.registerStrategy('load', { name: 'degrade', attempt() {}, stands: () => true });
    const trouble = drill.recovery.case('load', 'controller');
    drill.recovery.actedOn(trouble, 'step 1');
    drill.run(1);
    drill.recovery.setSymptom(trouble, false, '');
    drill.recovery.giveUp(trouble, 'the plant tripped');
    drill.run(1);
    expect(drill.story).toEqual(['attempted degrade 1', 'failed degrade 1', 'escalated 1']);
  });
});
