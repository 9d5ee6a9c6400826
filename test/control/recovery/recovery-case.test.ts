// One trouble by itself: when its attempts are made and judged, when it is blocked, and when it is forgotten.
import { describe, expect, it } from 'vitest';
import type { Policy } from '../../../src/control/recovery/policies.js';
import { type CaseOwner, RecoveryCase } from '../../../src/control/recovery/recovery-case.js';
import { type Strategy, strategyOf } from '../../../src/control/recovery/strategy.js';

const PERIOD_S = 0.25;
const AT_ONCE: Policy = { onsetS: 0, escalation: 'alarm', step: 0 };

/** Keeps a diary: each line has the time in s. */
class Diary implements CaseOwner {
  readonly lines: string[] = [];
  stand = false;
  /** Names of the strategies that do not apply. */
  readonly useless = new Set<string>();
  refusal: { why: string; skip: boolean } | null = null;

  constructor(readonly strategies: readonly Strategy[]) {}

  chain(): readonly Strategy[] {
    return this.strategies;
  }

  applies(_trouble: RecoveryCase, { name }: Strategy): boolean {
    return !this.useless.has(name);
  }

  stands(): boolean {
    return this.stand;
  }

  perform(trouble: RecoveryCase, { name }: Strategy) {
    this.lines.push(`${trouble.nowS} ${name} ${trouble.attempts}`);
    return this.refusal;
  }

  succeeded(trouble: RecoveryCase, { name }: Strategy): void {
    this.lines.push(`${trouble.nowS} ${name} succeeded`);
  }

  failed(trouble: RecoveryCase, { name }: Strategy, why: string): void {
    this.lines.push(`${trouble.nowS} ${name} failed: ${why}`);
  }

  escalated(trouble: RecoveryCase, why: string): void {
    this.lines.push(`${trouble.nowS} escalated: ${why}`);
  }
}

class Trouble {
  readonly diary: Diary;
  readonly case: RecoveryCase;

  constructor(strategies: readonly Partial<Strategy>[], policy = AT_ONCE) {
    const chain = strategies.map((one, n) => strategyOf({ name: `s${n}`, attempt() {}, ...one }, true));
    this.diary = new Diary(chain);
    this.case = new RecoveryCase('valve', 'valve 3', policy, this.diary);
  }

  /** Control ticks from this time to that time, both included, in s. */
  run(fromS: number, toS: number, present: boolean): this {
    for (let nowS = fromS; nowS <= toS; nowS += PERIOD_S) {
      this.case.present = present;
      this.case.nowS = nowS;
      this.case.advance();
    }
    return this;
  }

  /** The times of the attempts, s. */
  get attemptsS(): number[] {
    return this.diary.lines.filter((line) => /s\d \d+$/.test(line)).map((line) => Number(line.split(' ')[0]));
  }
}

describe('a trouble without a symptom', () => {
  it('is idle and does nothing', () => {
    const { case: trouble, diary } = new Trouble([{}]).run(100, 110, false);
    expect(trouble).toMatchObject({
      ...{ type: 'valve', subject: 'valve 3', phase: 'idle', attempts: 0, beganS: 0, strategy: null },
      ...{ reason: '', present: false, isReported: false, isEscalated: false, data: undefined },
    });
    expect(diary.lines).toEqual([]);
  });

  it('is forgotten from the beginning', () => {
    expect(new Trouble([{}]).case.isForgottenAt(0)).toBe(true);
  });
});

describe('the attempts', () => {
  it('follow each other on the tick after the settling time, then at growing intervals of at most 30 s', () => {
    const trouble = new Trouble([{ maxAttempts: 9 }]).run(100, 240, true);
    expect(trouble.attemptsS.map((timeS) => timeS - 100)).toEqual([
      0, 1.25, 2.5, 4.5, 8.5, 16.5, 32.5, 62.5, 92.5,
    ]);
    expect(trouble.case.beganS).toBe(100);
  });

  it('of the next strategy follow on the next tick', () => {
    const trouble = new Trouble([{ maxAttempts: 4 }, { maxAttempts: 1 }]).run(100, 106, true);
    expect(trouble.attemptsS).toEqual([100, 101.25, 102.5, 104.5, 105.75]);
    expect(trouble.diary.lines.slice(-2)).toEqual(['105.5 s0 failed: the symptom is there', '105.75 s1 5']);
  });

  it('wait for the onset of the policy', () => {
    const trouble = new Trouble([{}], { ...AT_ONCE, onsetS: 0.5 }).run(100, 100.25, true);
    expect(trouble.attemptsS).toEqual([]);
    expect(trouble.run(100.5, 100.5, true).attemptsS).toEqual([100.5]);
  });

  it('are not made once the symptom has been away for 0.5 s before the first one', () => {
    const trouble = new Trouble([{}], { ...AT_ONCE, onsetS: 10 }).run(100, 101, true);
    trouble.run(101.25, 101.5, false);
    expect(trouble.case.phase).toBe('waiting');
    trouble.run(101.75, 101.75, false);
    expect(trouble.case.phase).toBe('idle');
  });

  it('go on when the symptom was away for less than 0.5 s', () => {
    const trouble = new Trouble([{}], { ...AT_ONCE, onsetS: 2 }).run(100, 101, true);
    trouble.run(101.25, 101.5, false).run(101.75, 102, true);
    expect(trouble.attemptsS).toEqual([102]);
  });

  it('that are refused for good go on with the next strategy', () => {
    const trouble = new Trouble([{ maxAttempts: 3 }, {}]);
    trouble.diary.refusal = { why: 'it cannot', skip: true };
    trouble.run(100, 100, true);
    trouble.diary.refusal = null;
    trouble.run(100.25, 100.25, true);
    expect(trouble.diary.lines).toEqual(['100 s0 1', '100 s0 failed: it cannot', '100.25 s1 2']);
  });
});

describe('an attempt', () => {
  it('has succeeded when the symptom has been away for the holding time', () => {
    const trouble = new Trouble([{ holdS: 0.5 }]).run(100, 100.5, true).run(100.75, 101, false);
    expect(trouble.case.phase).toBe('attempting');
    trouble.run(101.25, 101.25, false);
    expect(trouble.diary.lines).toEqual(['100 s0 1', '101.25 s0 succeeded']);
    expect(trouble.case).toMatchObject({ phase: 'idle', strategy: null });
  });

  it('has failed when the symptom is there after the settling time, unless the strategy stands', () => {
    const trouble = new Trouble([{ settleS: 2, maxAttempts: 1 }]).run(100, 101.75, true);
    expect(trouble.case.phase).toBe('attempting');
    trouble.diary.stand = true;
    trouble.run(102, 110, true);
    expect(trouble.case.phase).toBe('attempting');
    trouble.diary.stand = false;
    trouble.run(110.25, 110.25, true);
    expect(trouble.diary.lines).toEqual([
      '100 s0 1',
      '110.25 s0 failed: the symptom is there',
      '110.25 escalated: the symptom is there',
    ]);
  });
});

describe('a trouble without a strategy that applies', () => {
  it('is escalated at once', () => {
    const trouble = new Trouble([{}]);
    trouble.diary.useless.add('s0');
    trouble.run(100, 101, true);
    expect(trouble.diary.lines).toEqual(['100 escalated: no strategy is left']);
    expect(trouble.case).toMatchObject({ phase: 'blocked', isEscalated: true });
  });
});

describe('a blocked trouble', () => {
  /** Failed and escalated at 101 s: the breaker is open until 161 s. */
  const blocked = () => new Trouble([{ maxAttempts: 1 }]).run(100, 101, true);

  it('gets a single attempt after exactly 60 s, then after 120 s', () => {
    const trouble = blocked().run(101.25, 290, true);
    expect(trouble.attemptsS).toEqual([100, 161, 282]);
    expect(trouble.diary.lines.filter((line) => line.includes('escalated'))).toHaveLength(1);
  });

  it('ends when the symptom is away for 0.5 s', () => {
    const trouble = blocked().run(101.25, 101.5, false);
    expect(trouble.case).toMatchObject({ phase: 'blocked', isEscalated: true });
    trouble.run(101.75, 101.75, false);
    expect(trouble.case).toMatchObject({ phase: 'idle', isEscalated: false });
  });

  it('is blocked again at once when the symptom comes back while the breaker is open', () => {
    const trouble = blocked().run(101.25, 140, true).run(140.25, 141, false).run(150, 150.25, true);
    expect(trouble.case).toMatchObject({ phase: 'blocked', isEscalated: true, beganS: 150 });
    expect(trouble.attemptsS).toEqual([100]);
  });

  it('begins with a single attempt when the symptom comes back as the breaker ends', () => {
    const trouble = blocked().run(101.25, 140, true).run(140.25, 141, false).run(161, 164, true);
    expect(trouble.attemptsS).toEqual([100, 161.5]);
    expect(trouble.diary.lines.slice(-2)).toEqual([
      '162.5 s0 failed: the symptom is there',
      '162.5 escalated: the symptom is there',
    ]);
    expect(trouble.case.breaker.untilS).toBe(162.5 + 120);
  });

  it('opens the breaker again when the symptom goes away before the single attempt', () => {
    const trouble = blocked().run(101.25, 140, true).run(140.25, 141, false);
    trouble.run(161, 161, true).run(161.25, 162, false);
    expect(trouble.case.phase).toBe('idle');
    expect(trouble.case.breaker).toMatchObject({ state: 'open', untilS: 161.75 + 120 });
  });

  it('closes the breaker by an attempt that succeeds, and then has all its attempts again', () => {
    const trouble = blocked().run(101.25, 161, true).run(161.25, 162, false);
    expect(trouble.case.breaker.state).toBe('closed');
    expect(trouble.run(163, 170, true).attemptsS).toEqual([100, 161, 164]);
  });
});

describe('a trouble that was away', () => {
  const once = () => new Trouble([{ maxAttempts: 9 }]).run(100, 102, true).run(102.25, 103, false);

  it('for 30 s or less goes on counting its attempts, after a pause', () => {
    const trouble = once();
    expect(trouble.case.isForgottenAt(132)).toBe(false);
    trouble.run(132, 135, true);
    expect(trouble.case.attempts).toBe(4);
    expect(trouble.attemptsS).toEqual([100, 101.25, 133, 135]);
  });

  it('for more than 30 s is forgotten, and begins anew', () => {
    const trouble = once();
    expect(trouble.case.isForgottenAt(132.25)).toBe(true);
    trouble.run(132.25, 133, true);
    expect(trouble.case.attempts).toBe(1);
    expect(trouble.attemptsS).toEqual([100, 101.25, 132.25]);
  });

  it('is not forgotten while it is not idle', () => {
    expect(new Trouble([{}]).run(100, 102, true).case.isForgottenAt(1000)).toBe(false);
  });
});

describe('an action of another part', () => {
  const act = (trouble: Trouble, nowS: number) => {
    trouble.case.present = true;
    trouble.case.nowS = nowS;
    trouble.case.actedOn();
  };

  it('begins an idle trouble, and is its first attempt', () => {
    const trouble = new Trouble([{}]);
    act(trouble, 100);
    expect(trouble.case).toMatchObject({ phase: 'attempting', beganS: 100, attempts: 1 });
    trouble.run(100.25, 100.75, false);
    expect(trouble.diary.lines).toEqual(['100 s0 1', '100.75 s0 succeeded']);
  });

  it('ends the attempt that is under way, which counts as one failure of its strategy', () => {
    const trouble = new Trouble([{ maxAttempts: 2 }, {}]);
    for (const nowS of [100, 100.25, 100.5]) act(trouble, nowS);
    expect(trouble.diary.lines).toEqual([
      ...['100 s0 1', '100.25 s0 failed: another one was needed'],
      ...['100.25 s0 2', '100.5 s0 failed: another one was needed', '100.5 s1 3'],
    ]);
  });

  it('is an attempt also while the trouble is blocked', () => {
    const trouble = new Trouble([{ maxAttempts: 1 }]).run(100, 102, true);
    act(trouble, 110);
    expect(trouble.attemptsS).toEqual([100, 110]);
    expect(trouble.case.phase).toBe('attempting');
  });

  it('shows that the symptom is there: the time without it begins again', () => {
    const trouble = new Trouble([{}]).run(100, 100, true).run(100.25, 100.5, false);
    act(trouble, 100.5);
    trouble.run(100.75, 101, false);
    expect(trouble.case.phase).toBe('attempting');
    trouble.run(101.25, 101.25, false);
    expect(trouble.case.phase).toBe('idle');
  });
});

describe('giving up', () => {
  it('ends the attempt as failed, and escalates', () => {
    const trouble = new Trouble([{}]).run(100, 100.5, true);
    trouble.case.giveUp('the plant tripped');
    expect(trouble.diary.lines.slice(1)).toEqual([
      '100.5 s0 failed: the plant tripped',
      '100.5 escalated: the plant tripped',
    ]);
    expect(trouble.case).toMatchObject({ phase: 'idle', strategy: null, isEscalated: false });
  });

  it('without an attempt under way says nothing', () => {
    const idle = new Trouble([{}]);
    idle.case.giveUp('the plant tripped');
    expect([idle.diary.lines, idle.case.phase]).toEqual([[], 'idle']);
    const waiting = new Trouble([{}], { ...AT_ONCE, onsetS: 10 }).run(100, 101, true);
    waiting.case.giveUp('the plant tripped');
    expect([waiting.diary.lines, waiting.case.phase]).toEqual([[], 'idle']);
  });
});
