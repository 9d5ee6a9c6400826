// The pacer: exact rates over any time, no burst after a delay, and no blocking of the event loop.
import { describe, expect, it } from 'vitest';
import { PACE, Pacer } from '../../../src/runtime/time/pacer.js';
import { VirtualPacerClock } from '../virtual-pacer-clock.js';

const PERIOD_MS = 1000 / 60;

interface Tick {
  readonly tick: number;
  readonly isControl: boolean;
  readonly missed: number;
  readonly latenessMs: number;
  readonly stalledMs: number;
}

interface Run {
  readonly clock: VirtualPacerClock;
  readonly ticks: Tick[];
  readonly pacer: Pacer;
  /** Time of tick 0's deadline. */
  readonly originMs: number;
}

/** @param work duration of a tick in milliseconds; undefined for a tick that takes no time */
function start(rateHz: number, work: (tick: number) => number | undefined = () => 0): Run {
  const clock = new VirtualPacerClock();
  const ticks: Tick[] = [];
  const pacer = new Pacer(
    rateHz,
    (pace) => {
      ticks.push({
        tick: pace[PACE.tick]!,
        isControl: pace[PACE.isControl] === 1,
        missed: pace[PACE.missed]!,
        latenessMs: pace[PACE.latenessMs]!,
        stalledMs: pace[PACE.stalledMs]!,
      });
      clock.now += work(pace[PACE.tick]!) ?? 0;
    },
    { clock },
  );
  pacer.start();
  return { clock, ticks, pacer, originMs: 1000 + PERIOD_MS };
}

function runTicks(run: Run, count: number): Tick[] {
  run.clock.runUntil(run.originMs + (count - 0.5) * PERIOD_MS);
  return run.ticks;
}

describe('the approach to a control tick', () => {
  it('is reported once before each control tick that is on time, less than a millisecond before it', () => {
    const clock = new VirtualPacerClock();
    const approaches: number[] = [];
    const control: number[] = [];
    const pacer = new Pacer(
      15,
      (pace) => {
        if (pace[PACE.isControl] === 1) control.push(pace[PACE.dueMs]!);
      },
      { clock, onApproach: () => approaches.push(clock.now) },
    );
    pacer.start();
    clock.runUntil(1000 + 60 * PERIOD_MS);
    expect(approaches).toHaveLength(control.length);
    approaches.forEach((at, i) => {
      expect(control[i]! - at).toBeGreaterThan(0.3);
      expect(control[i]! - at).toBeLessThan(1);
    });
  });

  it('makes no tick late, even if the called function takes long', () => {
    const clock = new VirtualPacerClock();
    const lateness: number[] = [];
    const pacer = new Pacer(15, (pace) => lateness.push(pace[PACE.latenessMs]!), {
      clock,
      onApproach: () => {
        clock.now += 0.25;
      },
    });
    pacer.start();
    clock.runUntil(1000 + 60 * PERIOD_MS);
    expect(Math.max(...lateness.filter((_, i) => i % 4 === 0))).toBeLessThan(0.001);
  });
});

describe('the pacer, undisturbed', () => {
  it.each([5, 10, 15, 20, 30, 60])(
    'at %i Hz makes every sixtieth of a second a base tick and divides it for control',
    (rateHz) => {
      const ticks = runTicks(start(rateHz), 600);
      expect(ticks.map(({ tick }) => tick)).toEqual(Array.from({ length: 600 }, (_, i) => i));
      const control = ticks.filter(({ isControl }) => isControl);
      expect(control.map(({ tick }) => tick)).toEqual(
        Array.from({ length: 10 * rateHz }, (_, i) => i * (60 / rateHz)),
      );
    },
  );

  it('does not drift in 24 hours, and begins every control tick on its deadline', () => {
    const clock = new VirtualPacerClock();
    const originMs = 1000 + PERIOD_MS;
    const seen = { base: 0, control: 0, missed: 0, worstLatenessMs: 0, offGrid: 0, early: 0 };
    const pacer = new Pacer(
      15,
      (pace) => {
        const tick = pace[PACE.tick]!;
        const deadline = originMs + tick * PERIOD_MS;
        seen.base++;
        if (Math.abs(pace[PACE.deadlineMs]! - deadline) > 1e-6) seen.offGrid++;
        if (clock.now < deadline - 1e-6) seen.early++;
        if (pace[PACE.isControl] === 1) {
          seen.control++;
          seen.missed += pace[PACE.missed]!;
          seen.worstLatenessMs = Math.max(seen.worstLatenessMs, pace[PACE.latenessMs]!);
        }
      },
      { clock },
    );
    pacer.start();
    clock.runUntil(originMs + 86_400_000 - PERIOD_MS / 2);
    expect(seen).toMatchObject({ base: 86_400 * 60, control: 86_400 * 15, missed: 0, offGrid: 0, early: 0 });
    expect(seen.worstLatenessMs).toBeLessThan(0.001);
  }, 60_000);

  it('blocks the thread for little more than a millisecond at most, and only before control ticks', () => {
    const run = start(15);
    runTicks(run, 6001);
    expect(run.clock.longestHoldMs).toBeGreaterThan(0.1);
    expect(run.clock.longestHoldMs).toBeLessThan(1.2);
    run.clock.longestHoldMs = 0;
    runTicks(run, 6004);
    expect(run.ticks.at(-1)).toMatchObject({ tick: 6003, isControl: false });
    expect(run.clock.longestHoldMs).toBe(0);
  });

  it('has no missed, late or stalled tick', () => {
    const ticks = runTicks(
      start(15, () => 2),
      600,
    );
    expect(ticks.filter(({ missed, stalledMs }) => missed > 0 || stalledMs > 0)).toEqual([]);
    expect(ticks.filter(({ isControl, latenessMs }) => isControl && latenessMs > 0.001)).toEqual([]);
  });
});

describe('the pacer, delayed', () => {
  it('skips missed ticks and continues with the newest tick that is due', () => {
    const ticks = runTicks(
      start(60, (tick) => (tick === 5 ? 5.3 * PERIOD_MS : 0)),
      15,
    );
    expect(ticks.map(({ tick }) => tick)).toEqual([0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14]);
    expect(ticks[6]).toMatchObject({ tick: 10, isControl: true, missed: 4 });
    expect(ticks[6]!.latenessMs).toBeCloseTo(0.3 * PERIOD_MS, 1);
    expect(ticks[7]).toMatchObject({ missed: 0 });
  });

  it('runs a control tick late when the next one is not due yet, and reports the lateness', () => {
    const run = start(15, (tick) => (tick === 7 ? 3.5 * PERIOD_MS : 0));
    const ticks = runTicks(run, 20);
    const late = ticks[8]!;
    expect(late).toMatchObject({ tick: 10, isControl: true, missed: 0 });
    // Tick 7 is not a control tick, so it may have begun up to 2 ms after its own deadline.
    expect(late.latenessMs).toBeGreaterThanOrEqual(2.5 * PERIOD_MS);
    expect(late.latenessMs).toBeLessThan(2.5 * PERIOD_MS + 2.1);
    expect(ticks.filter(({ isControl }) => isControl).map(({ tick }) => tick)).toEqual([0, 4, 10, 12, 16]);
  });

  it('counts the control ticks whose next deadline had passed', () => {
    const ticks = runTicks(
      start(15, (tick) => (tick === 4 ? 9 * PERIOD_MS + 1 : 0)),
      30,
    );
    const control = ticks.filter(({ isControl }) => isControl);
    expect(control.map(({ tick, missed }) => [tick, missed])).toEqual([
      [0, 0],
      [4, 0],
      [13, 1],
      [16, 0],
      [20, 0],
      [24, 0],
      [28, 0],
    ]);
  });

  it('keeps phase, makes no burst and reports the length when the process stood still for 10 s', () => {
    const run = start(15);
    runTicks(run, 100);
    run.clock.now += 10_000;
    const ticks = runTicks(run, 800).slice(100);
    expect(ticks[0]!.tick).toBe(699);
    expect(ticks[0]!.stalledMs).toBeGreaterThan(9_990);
    expect(ticks[0]!.stalledMs).toBeLessThan(10_040);
    expect(ticks[0]).toMatchObject({ isControl: true, missed: 149 });
    expect(ticks.slice(1).every(({ stalledMs, missed }) => stalledMs === 0 && missed === 0)).toBe(true);
    expect(ticks.slice(1).map(({ tick }) => tick)).toEqual(Array.from({ length: 100 }, (_, i) => 700 + i));
    expect(
      ticks
        .slice(1)
        .filter(({ isControl }) => isControl)
        .every(({ tick }) => tick % 4 === 0),
    ).toBe(true);
  });

  it.each([
    [490, 0],
    [520, 1],
  ])('counts a gap of %i ms as %i stalls', (gapMs, stalls) => {
    const ticks = runTicks(
      start(15, (tick) => (tick === 8 ? gapMs : 0)),
      60,
    );
    expect(ticks.filter(({ stalledMs }) => stalledMs > 0)).toHaveLength(stalls);
  });

  it('skips ticks under lasting overload, but lets input be handled between any two ticks', () => {
    const run = start(15, () => 100);
    runTicks(run, 600);
    expect(run.ticks.length).toBeGreaterThan(95);
    expect(run.clock.visits).toBeGreaterThanOrEqual(run.ticks.length);
    const control = run.ticks.filter(({ isControl }) => isControl);
    expect(control.length + control.reduce((sum, { missed }) => sum + missed, 0)).toBeGreaterThan(148);
  });

  it('reports what kept the event loop busy: nothing, its own tick, or other code', () => {
    const clock = new VirtualPacerClock();
    const seen: { busyMs: number; overrunMs: number; calledLateMs: number }[] = [];
    const pacer = new Pacer(
      60,
      (pace) => {
        seen.push({
          busyMs: pace[PACE.loopBusyMs]!,
          overrunMs: pace[PACE.previousEndMs]! - pace[PACE.dueMs]!,
          calledLateMs: pace[PACE.calledMs]! - pace[PACE.dueMs]!,
        });
        if (seen.length === 3) clock.now += PERIOD_MS + 4;
      },
      { clock },
    );
    pacer.start();
    clock.runUntil(1000 + 2.5 * PERIOD_MS);
    expect(seen[1]!.busyMs).toBeCloseTo(0, 6);
    expect(seen[1]!.overrunMs).toBeLessThan(0);
    expect(seen[1]!.calledLateMs).toBeLessThan(0);
    clock.runUntil(1000 + 4.9 * PERIOD_MS);
    expect(seen[3]!.overrunMs).toBeCloseTo(4, 6);
    clock.now += 30;
    clock.runUntil(clock.now + 1);
    expect(seen.at(-1)!.busyMs).toBeGreaterThan(25);
    expect(seen.at(-1)!.calledLateMs).toBeGreaterThan(5);
  });
});

describe('the end of the pacer', () => {
  it('comes at once when it is stopped, during a tick or between two', () => {
    for (const stopInTick of [true, false]) {
      const run: Run = start(15, (tick) => {
        if (stopInTick && tick === 3) run.pacer.stop();
        return 0;
      });
      runTicks(run, 4);
      run.pacer.stop();
      runTicks(run, 20);
      expect(run.ticks).toHaveLength(4);
      expect(run.clock.isPending).toBe(false);
    }
  });

  it('comes when a tick throws, because outputs must not be driven from a broken state', () => {
    const run = start(15, (tick) => {
      if (tick === 3) throw new Error('broken');
      return 0;
    });
    expect(() => runTicks(run, 10)).toThrow('broken');
    expect(run.clock.isPending).toBe(false);
  });

  it('refuses a rate that does not divide the base rate', () => {
    expect(() => new Pacer(7, () => {})).toThrow(/7 Hz/);
  });
});

describe('the pacer on the real event loop', () => {
  it('begins no tick early, keeps the order, and lets input be handled', async () => {
    const began: number[] = [];
    let inputs = 0;
    const input = setInterval(() => inputs++, 5);
    const early: number[] = [];
    await new Promise<void>((resolve) => {
      const pacer = new Pacer(15, (pace) => {
        began.push(pace[PACE.tick]!);
        if (performance.now() < pace[PACE.deadlineMs]!) early.push(pace[PACE.tick]!);
        if (pace[PACE.tick]! >= 20) {
          pacer.stop();
          resolve();
        }
      });
      pacer.start();
    });
    clearInterval(input);
    expect(early).toEqual([]);
    expect(began).toEqual([...began].sort((a, b) => a - b));
    expect(new Set(began).size).toBe(began.length);
    expect(inputs).toBeGreaterThan(5);
  });
});
