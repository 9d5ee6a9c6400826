// The guard in virtual time: when it latches, which values it writes and for how long, and what it logs.
import { describe, expect, it } from 'vitest';
import type { Level } from '../../../hal/hal.js';
import { Lease } from '../../../src/heartbeat/lease/lease.js';
import { type Line, Watch } from '../../../src/heartbeat/lease/watch.js';
import { allocateWords } from '../../../src/heartbeat/lease/words.js';
import { createLogger } from '../../../src/shared/log.js';

const LOOK_MS = 10;
const TICK_MS = 1000 / 60;

class FakeLine implements Line {
  level: Level = 1;
  writes = 0;
  error: Error | null = null;

  write(level: Level): void {
    if (this.error !== null) throw this.error;
    this.writes++;
    this.level = level;
  }

  read(): Level {
    if (this.error !== null) throw this.error;
    return this.level;
  }
}

/** A guard on two outputs, one of which is safe when it is high, and a control thread that ticks when the test wants it. */
class GuardBench {
  readonly words = allocateWords();
  readonly lease = new Lease(this.words);
  readonly brake = new FakeLine();
  readonly valve = new FakeLine();
  readonly button = new FakeLine();
  readonly lines: string[] = [];
  nowMs = 1000;
  private tickedMs = 1000;
  private watch = this.create();

  constructor() {
    this.valve.level = 0;
    this.button.level = 0;
  }

  /** Lets the guard look every 10 ms for `ms` milliseconds. Control ticks in this time when `ticking` is true. */
  run(ms: number, ticking = true): void {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs - 1e-9; ) {
      this.nowMs += LOOK_MS;
      while (ticking && this.tickedMs + TICK_MS <= this.nowMs) {
        this.tickedMs += TICK_MS;
        this.lease.renew();
      }
      this.watch.look(this.nowMs);
    }
    if (!ticking) this.tickedMs = this.nowMs;
  }

  /** The whole process stands still for `ms` milliseconds; then control or the guard continues first. */
  freeze(ms: number, first: 'guard' | 'control'): void {
    this.nowMs += ms;
    this.tickedMs = this.nowMs;
    if (first === 'control') this.lease.renew();
    this.watch.look(this.nowMs);
    if (first === 'guard') this.lease.renew();
  }

  /** The guard's thread has died and another one begins. */
  restart(): void {
    this.watch = this.create();
  }

  private create(): Watch {
    return new Watch({
      words: this.words,
      outputs: [
        { name: 'brake', line: this.brake, safeLevel: 0 },
        { name: 'valve', line: this.valve, safeLevel: 1 },
      ],
      emergencyStop: { line: this.button, pressedLevel: 1 },
      log: createLogger('guard', (line) => this.lines.push(line), { clock: () => 0, journal: true }),
    });
  }
}

function ticking(): GuardBench {
  const bench = new GuardBench();
  bench.run(100);
  bench.lease.arm();
  bench.run(1000);
  return bench;
}

describe('the guard of a control thread that ticks', () => {
  it('does not write to any output', () => {
    const bench = ticking();
    bench.run(10_000);
    expect(bench.lease.isLatched).toBe(false);
    expect([bench.brake.writes, bench.valve.writes]).toEqual([0, 0]);
    expect(bench.lines).toEqual([]);
  });

  it('lets a hang of less than half a second pass', () => {
    const bench = ticking();
    bench.run(460, false);
    bench.run(1000);
    expect(bench.lease.isLatched).toBe(false);
    expect(bench.brake.writes).toBe(0);
  });

  it('does not act before it is armed, nor after it is disarmed', () => {
    const bench = new GuardBench();
    bench.run(5000, false);
    bench.lease.arm();
    bench.run(400, false);
    bench.run(1000);
    bench.lease.disarm();
    bench.run(5000, false);
    expect(bench.lease.isLatched).toBe(false);
    expect(bench.brake.writes).toBe(0);
  });
});

describe('the guard of a control thread that hangs', () => {
  it('makes every output safe within 520 ms, and logs it', () => {
    const bench = ticking();
    bench.run(490, false);
    expect(bench.brake.level).toBe(1);
    bench.run(30, false);
    expect([bench.brake.level, bench.valve.level]).toEqual([0, 1]);
    expect(bench.lease.isLatched).toBe(true);
    expect(bench.lease.latchCause).toBe('stall');
    expect(bench.lease.stoodS).toBeGreaterThan(0.5);
    expect(bench.lines).toEqual([
      '<3>error guard    the control thread has stood still for 0.51 s: the outputs are held safe until a reset',
    ]);
  });

  it('writes the safe values again every 50 ms, and logs it once', () => {
    const bench = ticking();
    bench.run(520, false);
    bench.brake.level = 1;
    bench.run(50, false);
    expect(bench.brake.level).toBe(0);
    const before = bench.brake.writes;
    bench.run(1000, false);
    expect(bench.brake.writes - before).toBe(20);
    expect(bench.lines).toHaveLength(1);
  });

  it('holds them when control continues, until the latch is released', () => {
    const bench = ticking();
    bench.run(600, false);
    bench.run(300);
    bench.brake.level = 1;
    bench.run(60);
    expect(bench.brake.level).toBe(0);
    bench.lease.release(bench.lease.latches);
    bench.brake.level = 1;
    bench.run(300);
    expect(bench.lease.isLatched).toBe(false);
    expect(bench.brake.level).toBe(1);
  });

  it('latches again when control hangs again, and an old release does not undo that', () => {
    const bench = ticking();
    bench.run(600, false);
    const first = bench.lease.latches;
    bench.lease.release(first);
    bench.run(100);
    bench.run(600, false);
    expect(bench.lease.latches).toBe(first + 1);
    bench.lease.release(first);
    expect(bench.lease.isLatched).toBe(true);
  });

  it('continues to hold them after its own thread died and was started again', () => {
    const bench = ticking();
    bench.run(600, false);
    bench.restart();
    bench.brake.level = 1;
    bench.run(10, false);
    expect(bench.brake.level).toBe(0);
    expect(bench.lease.latches).toBe(1);
  });

  it('detects a hang that began before it was started again', () => {
    const bench = ticking();
    bench.run(300, false);
    bench.restart();
    bench.run(520, false);
    expect(bench.lease.isLatched).toBe(true);
  });

  it.each(['guard', 'control'] as const)(
    'detects that the process stood still when %s continues first',
    (first) => {
      const bench = ticking();
      bench.freeze(3000, first);
      expect(bench.lease.isLatched).toBe(true);
      expect(bench.lease.stoodS).toBeGreaterThan(2.9);
      expect(bench.brake.level).toBe(0);
    },
  );

  it('tries an output that fails again and again, logs it once, and makes the others safe', () => {
    const bench = ticking();
    bench.brake.error = new Error('EIO: i/o error, write');
    bench.run(1000, false);
    expect(bench.valve.level).toBe(1);
    expect(bench.lines.filter((line) => line.includes('output brake'))).toEqual([
      '<3>error guard    output brake cannot be made safe: EIO: i/o error, write',
    ]);
    bench.brake.error = null;
    bench.run(50, false);
    expect(bench.brake.level).toBe(0);
  });
});

describe('the time until the next look of the guard', () => {
  function guarded(emergencyStop: boolean): { lease: Lease; watch: Watch } {
    const words = allocateWords();
    const button = { line: new FakeLine(), pressedLevel: 0 as Level };
    const log = createLogger('guard', () => {});
    const watch = new Watch({ words, outputs: [], emergencyStop: emergencyStop ? button : null, log });
    return { lease: new Lease(words), watch };
  }

  it('is 50 ms while control ticks, and before it is armed', () => {
    const { lease, watch } = guarded(false);
    expect([watch.look(0), watch.look(50)]).toEqual([50, 50]);
    lease.arm();
    lease.renew();
    expect(watch.look(100)).toBe(50);
    lease.renew();
    expect(watch.look(150)).toBe(50);
  });

  it('is 10 ms as soon as control has not ticked since the last look, so that a hang is found within 570 ms', () => {
    const { lease, watch } = guarded(false);
    lease.arm();
    watch.look(0);
    // The last tick is just after a look, the worst moment.
    let nowMs = 50;
    watch.look(nowMs);
    lease.renew();
    const standsMs = nowMs;
    while (!lease.isLatched) nowMs += watch.look(nowMs);
    expect(nowMs - standsMs).toBeLessThanOrEqual(570);
    lease.renew();
    expect(watch.look(nowMs)).toBe(50);
  });

  it('is always 10 ms when there is an emergency stop to read', () => {
    const { lease, watch } = guarded(true);
    lease.arm();
    expect([watch.look(0), watch.look(10)]).toEqual([10, 10]);
  });
});

describe('the guard and the emergency stop', () => {
  it('detects it within 10 ms and makes the outputs safe at once', () => {
    const bench = ticking();
    bench.button.level = 1;
    bench.run(10);
    expect([bench.brake.level, bench.valve.level]).toEqual([0, 1]);
    expect(bench.lease.isPressed).toBe(true);
    expect(bench.lease.latchCause).toBe('emergency_stop');
    expect(bench.lines).toEqual([
      '<3>error guard    the emergency stop is pressed: the outputs are held safe until a reset',
    ]);
  });

  it('reports its release, and continues to hold the outputs safe', () => {
    const bench = ticking();
    bench.button.level = 1;
    bench.run(100);
    bench.button.level = 0;
    bench.run(100);
    expect(bench.lease.isPressed).toBe(false);
    expect(bench.lease.isLatched).toBe(true);
  });

  it('watches it before the first control tick', () => {
    const bench = new GuardBench();
    bench.button.level = 1;
    bench.run(10, false);
    expect(bench.lease.isPressed).toBe(true);
    expect(bench.brake.level).toBe(0);
  });

  it('treats a line that cannot be read as pressed, and logs it once', () => {
    const bench = ticking();
    bench.button.error = new Error('ENODEV: no such device, read');
    bench.run(500);
    expect(bench.lease.isPressed).toBe(true);
    expect(bench.brake.level).toBe(0);
    expect(bench.lines[0]).toContain('cannot be read (ENODEV: no such device, read): it counts as pressed');
    expect(bench.lines).toHaveLength(2);
  });
});

describe('the silence of the guard', () => {
  it('is counted from its last look', () => {
    const bench = ticking();
    expect(bench.lease.silentS(10, false)).toBe(0);
    bench.run(10);
    expect(bench.lease.silentS(10.1, false)).toBe(0);
    expect(bench.lease.silentS(10.4, false)).toBeCloseTo(0.3);
    expect(bench.lease.silentS(10.7, false)).toBeCloseTo(0.6);
    bench.run(10);
    expect(bench.lease.silentS(10.8, false)).toBe(0);
  });

  it('does not count the time in which the whole process stood still', () => {
    const bench = ticking();
    bench.lease.silentS(10, false);
    expect(bench.lease.silentS(14, true)).toBe(0);
    expect(bench.lease.silentS(14.1, false)).toBeCloseTo(0.1);
  });
});
