// The heartbeat: what it hands to the scan, and whose word keeps it from driving the outputs with what the scan says.
import { describe, expect, it, onTestFinished } from 'vitest';
import { simulationParameters } from '../../hal/sim/parameters.js';
import { SimHal } from '../../hal/sim/sim-hal.js';
import { parseConfig } from '../../src/config/index.js';
import { RealTimeController } from '../../src/control/controller.js';
import type { Alert, ControlEvent } from '../../src/control/events.js';
import { controlPlan } from '../../src/control/plan/plan.js';
import { PerformanceProfiler } from '../../src/control/profiler/performance-profiler.js';
import type { Health } from '../../src/control/records/health.js';
import { BASE_RATE_HZ, PHASES } from '../../src/control/vocabulary.js';
import { ControlLoop } from '../../src/runtime/control-loop.js';
import { Lease } from '../../src/runtime/guard/lease.js';
import { allocateWords, LATCH_CAUSES, type LatchCause, WORD } from '../../src/runtime/guard/words.js';
import { LateCauses } from '../../src/runtime/time/late-cause.js';
import { PACE } from '../../src/runtime/time/pacer.js';
import { WallClock } from '../../src/runtime/time/wall-clock.js';
import { allocateRing, RingWriter } from '../../src/shared/record-ring.js';

const BASE_TICKS = 4;

/** The simulated plant's HAL that keeps what its outputs were driven with. */
class WatchedHal extends SimHal {
  readonly writes: number[][] = [];
  /** Happens while the next values are on their way to the outputs. */
  whileWriting: (() => void) | null = null;

  override write(setpoints: Float64Array): void {
    this.writes.push([...setpoints]);
    super.write(setpoints);
    const happen = this.whileWriting;
    this.whileWriting = null;
    happen?.();
  }
}

/** A guard that says what a test wants. */
class ScriptedGuard {
  readonly words = allocateWords();
  readonly lease = new Lease(this.words);
  isAlive = true;

  look(): void {
    if (this.isAlive) Atomics.add(this.words, WORD.looks, 1);
  }

  latch(cause: LatchCause, stoodMs = 0): void {
    Atomics.store(this.words, WORD.cause, LATCH_CAUSES.indexOf(cause));
    Atomics.store(this.words, WORD.stoodMs, stoodMs);
    Atomics.add(this.words, WORD.latches, 1);
  }

  press(pressed: boolean): void {
    Atomics.store(this.words, WORD.pressed, pressed ? 1 : 0);
  }
}

class LoopBench {
  readonly events: ControlEvent[] = [];
  readonly hal: WatchedHal;
  readonly controller: RealTimeController;
  readonly healths: Health[] = [];
  readonly guard = new ScriptedGuard();
  readonly loop: ControlLoop;
  private tick = 0;
  private requests = 0;

  constructor() {
    const config = parseConfig('control: { autoStart: true }', 'k.yaml').config!;
    const hal = new WatchedHal({
      parameters: simulationParameters(config.plant, config.hal.sim),
      limits: () => ({}),
    });
    this.hal = hal;
    const plan = controlPlan(config, {
      sensors: hal.samples.names,
      outputs: hal.outputs,
      isSimulated: true,
    });
    const profiler = new PerformanceProfiler({ phases: PHASES, clock: () => 0 });
    const log = '00000000-0000-4000-8000-000000000000';
    const lateCauses = new LateCauses(profiler);
    onTestFinished(() => lateCauses.close());
    this.controller = new RealTimeController(plan, profiler, { log, alarms: [], trip: null });
    this.loop = new ControlLoop({
      hal,
      controller: this.controller,
      profiler,
      lateCauses,
      wallClock: new WallClock(),
      lease: this.guard.lease,
      originMs: 0,
      sinks: {
        frames: new RingWriter(allocateRing(4, plan.layout.length)),
        health: (health) => this.healths.push(health),
        event: (event) => this.events.push(event),
        reply: () => {},
        plantState: () => {},
        eventsWaiting: () => 0,
      },
    });
  }

  static async opened(): Promise<LoopBench> {
    const bench = new LoopBench();
    await bench.hal.open(0, bench.loop);
    return bench;
  }

  /** One control tick, and the base ticks up to the next one. */
  controlTick(): void {
    for (let i = 0; i < BASE_TICKS; i++, this.tick++) {
      const pace = new Float64Array(PACE.length);
      pace[PACE.tick] = this.tick;
      pace[PACE.isControl] = i === 0 ? 1 : 0;
      for (const time of [PACE.deadlineMs, PACE.dueMs, PACE.beganMs, PACE.calledMs, PACE.previousEndMs])
        pace[time] = (this.tick * 1000) / BASE_RATE_HZ;
      this.guard.look();
      this.loop.tick(pace);
    }
  }

  run(controlTicks: number): void {
    for (let i = 0; i < controlTicks; i++) this.controlTick();
  }

  command(name: 'start' | 'reset'): void {
    this.requests++;
    this.loop.command({ requestId: `r${this.requests}`, request: { name }, by: null, origin: 'api' });
    this.controlTick();
  }

  get tripCauses(): unknown[] {
    return this.events.filter(({ type }) => type === 'trip').map(({ data }) => data.cause);
  }

  /** What the outputs were driven with since the given number of writes. */
  driven(since: number): Set<string> {
    return new Set(this.hal.writes.slice(since).map(String));
  }

  statesOf(rule: string): string[] {
    return this.events
      .filter(({ type }) => type === 'alert')
      .map(({ data }) => data as unknown as Alert)
      .filter((alert) => alert.rule === rule)
      .map(({ state }) => state);
  }
}

describe('a condition of the threads around the control loop', () => {
  it('that came and went between two control ticks is an alarm all the same', () => {
    const bench = new LoopBench();
    bench.controlTick();
    bench.loop.setCondition('store_failing', true);
    bench.loop.setCondition('store_failing', false);
    bench.controlTick();
    expect(bench.statesOf('store_failing')).toEqual(['active']);
    bench.controlTick();
    expect(bench.statesOf('store_failing')).toEqual(['active', 'cleared']);
  });

  it('that lasts is one alarm, and ends with it', () => {
    const bench = new LoopBench();
    bench.loop.setCondition('comms_restarted', true);
    bench.run(10);
    expect(bench.statesOf('comms_restarted')).toEqual(['active']);
    bench.loop.setCondition('comms_restarted', false);
    bench.controlTick();
    expect(bench.statesOf('comms_restarted')).toEqual(['active', 'cleared']);
  });
});

describe('the health', () => {
  it('is handed on once a second as a new object, with time and ticks of one control tick', () => {
    const bench = new LoopBench();
    bench.run(31);
    expect(bench.healths.map(({ uptimeS, loop }) => [uptimeS, loop.ticks])).toEqual([
      [0, 1],
      [1, 16],
      [2, 31],
    ]);
    expect(new Set(bench.healths).size).toBe(3);
  });

  it('waits for the base tick after, when the outputs of its control tick are driven', () => {
    const bench = new LoopBench();
    let healthsBeforeOutputs = -1;
    bench.hal.whileWriting = () => {
      healthsBeforeOutputs = bench.healths.length;
    };
    bench.run(1);
    expect([healthsBeforeOutputs, bench.healths.length]).toEqual([0, 1]);
  });

  it('can be posted to another thread, with what the hardware and the threads have counted', () => {
    const bench = new LoopBench();
    bench.run(1);
    const [health] = bench.healths;
    expect(structuredClone(health)).toEqual(health);
    expect(health).toMatchObject({
      lateCauses: { gc: 0, phase: 0, blocked: 0, os: 0 },
      eventsWaiting: 0,
      wallJumps: 0,
    });
    expect(Object.keys(health!.counters)).toEqual([...bench.hal.counters.names]);
  });
});

const SAFE = [0, 0, 0];
const ONLY_SAFE = new Set([String(SAFE)]);

describe('the emergency stop', () => {
  it('makes the outputs safe in the event that tells of it, before any tick', async () => {
    const bench = await LoopBench.opened();
    bench.run(15);
    expect(bench.hal.writes.at(-1)).not.toEqual(SAFE);
    const before = bench.hal.writes.length;
    bench.loop.emergencyStop(true);
    expect(bench.hal.writes.slice(before)).toEqual([SAFE]);
  });

  it('is followed by safe values only, from the edge through the trip to the reset', async () => {
    const bench = await LoopBench.opened();
    bench.run(15);
    const before = bench.hal.writes.length;
    bench.loop.emergencyStop(true);
    bench.loop.emergencyStop(false);
    bench.run(15);
    expect(bench.controller.plantState).toBe('tripped');
    expect(bench.driven(before)).toEqual(ONLY_SAFE);
    expect(bench.statesOf('emergency_stop')).toEqual(['active', 'cleared']);
  });

  it('that is pressed when the HAL is opened trips on the first control tick', async () => {
    const bench = new LoopBench();
    bench.hal.inject({ kind: 'emergencyStop' });
    await bench.hal.open(0, bench.loop);
    bench.controlTick();
    expect(bench.controller.plantState).toBe('tripped');
    expect(bench.controller.view.plant.trip?.cause).toBe('emergency_stop');
  });
});

describe("the guard's latch", () => {
  async function energised(): Promise<LoopBench> {
    const bench = await LoopBench.opened();
    bench.run(15);
    expect(bench.hal.writes.at(-1)).not.toEqual(SAFE);
    return bench;
  }

  it('by a stall leaves safe values only, is a trip, and ends with a reset', async () => {
    const bench = await energised();
    const before = bench.hal.writes.length;
    bench.guard.latch('stall', 501);
    bench.run(15);
    expect(bench.tripCauses).toEqual(['process_stalled']);
    expect(bench.driven(before)).toEqual(ONLY_SAFE);
    expect(bench.guard.lease.isLatched).toBe(true);
    bench.command('reset');
    expect(bench.controller.plantState).toBe('standby');
    expect(bench.guard.lease.isLatched).toBe(false);
    expect(bench.driven(before)).toEqual(ONLY_SAFE);
    bench.command('start');
    expect(bench.hal.writes.at(-1)).not.toEqual(SAFE);
    expect(bench.tripCauses).toHaveLength(1);
  });

  it('that comes while values are written is followed by the safe ones in the same tick', async () => {
    const bench = await energised();
    bench.hal.whileWriting = () => bench.guard.latch('stall', 501);
    bench.controlTick();
    expect(bench.hal.writes.at(-1)).toEqual(SAFE);
    expect(bench.controller.plantState).toBe('starting');
    const before = bench.hal.writes.length;
    bench.run(2);
    expect(bench.tripCauses).toEqual(['process_stalled']);
    expect(bench.driven(before)).toEqual(ONLY_SAFE);
  });

  it('that comes on the tick of a reset is no part of what is reset', async () => {
    const bench = await energised();
    bench.guard.latch('stall', 501);
    bench.run(2);
    bench.hal.whileWriting = () => bench.guard.latch('stall', 700);
    bench.command('reset');
    expect(bench.guard.lease.isLatched).toBe(true);
    bench.run(2);
    expect(bench.tripCauses).toEqual(['process_stalled', 'process_stalled']);
    expect(bench.controller.plantState).toBe('tripped');
  });

  it('by the emergency stop, however short it was pressed, is that trip', async () => {
    const bench = await energised();
    bench.guard.latch('emergency_stop');
    bench.run(3);
    expect(bench.tripCauses).toEqual(['emergency_stop']);
    bench.command('reset');
    expect(bench.controller.plantState).toBe('standby');
    expect(bench.guard.lease.isLatched).toBe(false);
  });

  it('cannot be reset while the guard sees the emergency stop pressed, whatever its driver says', async () => {
    const bench = await energised();
    bench.guard.press(true);
    bench.guard.latch('emergency_stop');
    bench.loop.emergencyStop(false);
    bench.run(3);
    bench.command('reset');
    expect(bench.controller.plantState).toBe('tripped');
    expect(bench.guard.lease.isLatched).toBe(true);
    bench.guard.press(false);
    bench.run(1);
    bench.command('reset');
    expect(bench.controller.plantState).toBe('standby');
  });
});

describe('a guard that is silent', () => {
  it('for half a second is a trip, which is not reset before it is heard again', async () => {
    const bench = await LoopBench.opened();
    bench.run(15);
    bench.guard.isAlive = false;
    bench.run(7);
    expect(bench.tripCauses).toEqual([]);
    bench.run(2);
    expect(bench.tripCauses).toEqual(['process_stalled']);
    expect(bench.controller.view.plant.trip?.message).toContain('the guard thread has been silent for 0.5 s');
    expect(bench.statesOf('process_stalled')).toEqual(['active']);
    bench.command('reset');
    expect(bench.controller.plantState).toBe('tripped');
    bench.guard.isAlive = true;
    bench.run(1);
    bench.command('reset');
    expect(bench.controller.plantState).toBe('standby');
    expect(bench.statesOf('process_stalled')).toEqual(['active', 'cleared']);
  });
});
