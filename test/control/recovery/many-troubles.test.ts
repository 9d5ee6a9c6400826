// Several troubles in one recovery: which are remembered, which step they request, and what a user's own type may request.
import { describe, expect, it } from 'vitest';
import { ErrorRecoverySystem } from '../../../src/control/recovery/error-recovery-system.js';
import { Drill } from './drill.js';

const TYPE = 'valve_stuck';

describe('many troubles', () => {
  const report = (drill: Drill, count: number) => {
    for (let n = 0; n < count; n++) drill.recovery.handleError(TYPE, n, { subject: `valve ${n}` });
  };
  const end = (drill: Drill, count: number) => {
    for (let n = 0; n < count; n++) drill.recovery.resolve(TYPE, `valve ${n}`);
  };
  const of = (drill: Drill, n: number) => drill.recovery.case(TYPE, `valve ${n}`);

  it('that were reported are forgotten 30 s after their end, once there are 64', () => {
    const drill = new Drill();
    report(drill, 64);
    const first = of(drill, 0);
    drill.run(1);
    end(drill, 64);
    drill.run(29);
    of(drill, 64);
    expect(of(drill, 0)).toBe(first);
    drill.run(10);
    of(drill, 65);
    expect(of(drill, 0)).not.toBe(first);
  });

  it('are forgotten when the 65th comes', () => {
    const drill = new Drill();
    report(drill, 64);
    const first = of(drill, 0);
    drill.run(1);
    end(drill, 64);
    drill.run(60);
    of(drill, 64);
    expect(of(drill, 0)).not.toBe(first);
  });

  it('are kept while there are fewer', () => {
    const drill = new Drill();
    report(drill, 62);
    const first = of(drill, 0);
    drill.run(1);
    end(drill, 62);
    drill.run(60);
    of(drill, 62);
    of(drill, 63);
    expect(of(drill, 0)).toBe(first);
  });

  it('are kept while they are present, and those of the program are always kept', () => {
    const drill = new Drill();
    const own = drill.recovery.case('sensor_lost', 'serial.a');
    report(drill, 63);
    const first = of(drill, 0);
    of(drill, 63);
    expect(of(drill, 0)).toBe(first);
    drill.run(60);
    of(drill, 64);
    expect(of(drill, 0)).toBe(first);
    end(drill, 63);
    drill.run(60);
    of(drill, 65);
    expect(of(drill, 0)).not.toBe(first);
    expect(drill.recovery.case('sensor_lost', 'serial.a')).toBe(own);
  });
});

describe('several troubles at once', () => {
  it.each([
    ['small', 'big'],
    ['big', 'small'],
  ])('request the highest step of those that no strategy ended: %s before %s', (first, second) => {
    const drill = new Drill();
    const { recovery } = drill;
    recovery.registerStrategy('small', () => false, { escalateToStep: 1 });
    recovery.registerStrategy('big', () => false, { escalateToStep: 3 });
    recovery.registerStrategy(
      'huge',
      { name: 'spare', attempt() {}, stands: () => true },
      { escalateToStep: 4 },
    );
    for (const type of [first, second, 'huge']) recovery.handleError(type);
    drill.run(0.2);
    expect([recovery.floor, recovery.floorCause?.type]).toEqual([3, 'big']);
    recovery.resolve('big');
    drill.run(1);
    expect([recovery.floor, recovery.floorCause?.type]).toEqual([1, 'small']);
    recovery.resolve('small');
    drill.run(1);
    expect([recovery.floor, recovery.floorCause]).toEqual([0, null]);
  });

  it('of the same step name the first one', () => {
    const drill = new Drill();
    for (const subject of ['a', 'b']) drill.recovery.handleError(TYPE, null, { subject });
    drill.run(0.2);
    expect(drill.recovery.floorCause?.subject).toBe('a');
  });

  it('have breakers by type: the one furthest from closed counts', () => {
    const drill = new Drill();
    const { recovery } = drill;
    recovery.registerStrategy('sensor_lost', { name: 'spare', attempt() {}, stands: () => true });
    recovery.handleError('sensor_lost');
    recovery.handleError(TYPE);
    drill.run(0.2);
    expect([recovery.breakerOf('sensor_lost'), recovery.breakerOf('custom')]).toEqual(['closed', 'open']);
  });
});

describe("the step of a user's own type", () => {
  it.each([-1, 5, 1.5, Number.NaN])('cannot be %d', (escalateToStep) => {
    expect(() => new Drill().recovery.registerStrategy(TYPE, () => {}, { escalateToStep })).toThrow(
      new RangeError(`escalateToStep is ${escalateToStep}; give a step of the degradation ladder, 0 to 4`),
    );
  });

  it.each([
    [0, { to: 'alarm' }],
    [4, { to: 'ladder', step: 4 }],
  ])('%d is told when no strategy helped: %j', (escalateToStep, told) => {
    const drill = new Drill();
    drill.recovery.registerStrategy(TYPE, () => false, { escalateToStep });
    drill.recovery.handleError(TYPE);
    drill.run(0.2);
    const { to, step } = drill.events.at(-1)!.data;
    expect(step === undefined ? { to } : { to, step }).toEqual(told);
  });
});

describe('a recovery before its first tick', () => {
  it('already accepts an action and its request', () => {
    const recovery = new ErrorRecoverySystem();
    recovery.registerStrategy(TYPE, ({ request }) => request({ kind: 'reopen', source: 'serial.a' }));
    recovery.actedOn(recovery.case(TYPE, 'valve'), 'it ended');
    expect(recovery.total).toMatchObject({ attempts: 1, failed: 0, open: 1 });
  });
});
