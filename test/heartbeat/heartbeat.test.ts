// The heartbeat: what it hands to the scan, and when it drives the safe values instead of the setpoints of the scan.
import { describe, expect, it } from 'vitest';
import { simulationParameters } from '../../hal/sim/parameters.js';
import { SimHal } from '../../hal/sim/sim-hal.js';
import { parseConfig } from '../../src/config/index.js';
import { RealTimeController } from '../../src/control/controller.js';
import { controlPlan } from '../../src/control/plan/plan.js';
import { PerformanceProfiler } from '../../src/control/profiler/performance-profiler.js';
import { Heartbeat } from '../../src/heartbeat/heartbeat.js';
import { Lease } from '../../src/heartbeat/lease/lease.js';
import { allocateWords, LATCH_CAUSES, type LatchCause, WORD } from '../../src/heartbeat/lease/words.js';
import { createMoment, MOMENT } from '../../src/heartbeat/moment.js';
import { NOWHERE } from '../../src/heartbeat/sinks.js';
import type { Alert, ControlEvent } from '../../src/vocabulary/events.js';
import { BASE_RATE_HZ, PHASES } from '../../src/vocabulary/words.js';

const BASE_TICKS = 4;

/** The simulated plant's HAL. It keeps the values that were written to its outputs. */
class WatchedHal extends SimHal {
  readonly writes: number[][] = [];
  /** How often waiting input was dropped. */
  discards = 0;
  /** Is called once, during the next write to the outputs. */
  whileWriting: (() => void) | null = null;

  override discardInput(nowS: number): void {
    this.discards++;
    super.discardInput(nowS);
  }

  override write(setpoints: Float64Array): void {
    this.writes.push([...setpoints]);
    super.write(setpoints);
    const happen = this.whileWriting;
    this.whileWriting = null;
    happen?.();
  }
}

/** A guard whose state a test sets. */
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

/** A few more control ticks than a cause has to be absent before a trip can be reset. */
const AWAY = 35;

class HeartbeatBench {
  readonly events: ControlEvent[] = [];
  /** Ids of the commands that were answered, in order. */
  readonly replied: string[] = [];
  readonly hal: WatchedHal;
  readonly controller: RealTimeController;
  readonly guard = new ScriptedGuard();
  readonly heartbeat: Heartbeat;
  /** How long the process stood still before the next base tick, seconds. */
  stalledS = 0;
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
    this.controller = new RealTimeController(plan, profiler, { log, alarms: [], trip: null });
    this.heartbeat = new Heartbeat({
      hal,
      controller: this.controller,
      profiler,
      lease: this.guard.lease,
      sinks: {
        ...NOWHERE,
        event: (event) => this.events.push(event),
        reply: ({ requestId }) => this.replied.push(requestId),
      },
      forced: null,
    });
  }

  static async opened(): Promise<HeartbeatBench> {
    const bench = new HeartbeatBench();
    await bench.hal.open(0, bench.heartbeat);
    return bench;
  }

  /** One control tick, and the base ticks up to the next one. */
  controlTick(): void {
    for (let i = 0; i < BASE_TICKS; i++, this.tick++) {
      const moment = createMoment();
      moment[MOMENT.tick] = this.tick;
      moment[MOMENT.isControl] = i === 0 ? 1 : 0;
      moment[MOMENT.deadlineS] = this.tick / BASE_RATE_HZ;
      moment[MOMENT.beganS] = this.tick / BASE_RATE_HZ;
      moment[MOMENT.stalledS] = this.stalledS;
      this.stalledS = 0;
      this.guard.look();
      this.heartbeat.beat(moment);
    }
  }

  run(controlTicks: number): void {
    for (let i = 0; i < controlTicks; i++) this.controlTick();
  }

  command(name: 'start' | 'reset'): void {
    this.requests++;
    this.heartbeat.command({ requestId: `r${this.requests}`, request: { name }, by: null, origin: 'api' });
    this.controlTick();
  }

  get tripCauses(): unknown[] {
    return this.events.filter(({ type }) => type === 'trip').map(({ data }) => data.cause);
  }

  /** The different values that were written to the outputs after the first `before` writes. */
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
  it('raises an alarm, even if it began and ended between two control ticks', () => {
    const bench = new HeartbeatBench();
    bench.controlTick();
    bench.heartbeat.setCondition('store_failing', true);
    bench.heartbeat.setCondition('store_failing', false);
    bench.controlTick();
    expect(bench.statesOf('store_failing')).toEqual(['active']);
    bench.controlTick();
    expect(bench.statesOf('store_failing')).toEqual(['active', 'cleared']);
  });

  it('raises one alarm when it lasts, which clears when it ends', () => {
    const bench = new HeartbeatBench();
    bench.heartbeat.setCondition('comms_restarted', true);
    bench.run(10);
    expect(bench.statesOf('comms_restarted')).toEqual(['active']);
    bench.heartbeat.setCondition('comms_restarted', false);
    bench.controlTick();
    expect(bench.statesOf('comms_restarted')).toEqual(['active', 'cleared']);
  });
});

const SAFE = [0, 0, 0];
const ONLY_SAFE = new Set([String(SAFE)]);

describe('the emergency stop', () => {
  it('makes the outputs safe as soon as its input reports it, before the next tick', async () => {
    const bench = await HeartbeatBench.opened();
    bench.run(15);
    expect(bench.hal.writes.at(-1)).not.toEqual(SAFE);
    const before = bench.hal.writes.length;
    bench.heartbeat.emergencyStop(true);
    expect(bench.hal.writes.slice(before)).toEqual([SAFE]);
  });

  it('keeps the outputs safe from the moment it is pressed until the reset, even if it is released at once', async () => {
    const bench = await HeartbeatBench.opened();
    bench.run(15);
    const before = bench.hal.writes.length;
    bench.heartbeat.emergencyStop(true);
    bench.heartbeat.emergencyStop(false);
    bench.run(15);
    expect(bench.controller.plantState).toBe('tripped');
    expect(bench.driven(before)).toEqual(ONLY_SAFE);
    expect(bench.statesOf('emergency_stop')).toEqual(['active', 'cleared']);
  });

  it('trips on the first control tick when it is pressed while the HAL is opened', async () => {
    const bench = new HeartbeatBench();
    bench.hal.inject({ kind: 'emergencyStop' });
    await bench.hal.open(0, bench.heartbeat);
    bench.controlTick();
    expect(bench.controller.plantState).toBe('tripped');
    expect(bench.controller.view.plant.trip?.cause).toBe('emergency_stop');
  });
});

describe("the guard's latch", () => {
  async function energised(): Promise<HeartbeatBench> {
    const bench = await HeartbeatBench.opened();
    bench.run(15);
    expect(bench.hal.writes.at(-1)).not.toEqual(SAFE);
    return bench;
  }

  it('after a stall keeps the outputs safe, causes a trip, and is released by a reset', async () => {
    const bench = await energised();
    const before = bench.hal.writes.length;
    bench.guard.latch('stall', 501);
    bench.run(AWAY);
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

  it('that is set while values are written leads to safe values in the same tick', async () => {
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

  it('that is set again on the tick of a reset is not released by this reset, and trips again', async () => {
    const bench = await energised();
    bench.guard.latch('stall', 501);
    bench.run(AWAY);
    bench.hal.whileWriting = () => bench.guard.latch('stall', 700);
    bench.command('reset');
    expect(bench.guard.lease.isLatched).toBe(true);
    bench.run(2);
    expect(bench.tripCauses).toEqual(['process_stalled', 'process_stalled']);
    expect(bench.controller.plantState).toBe('tripped');
  });

  it('after the emergency stop causes a trip by the emergency stop, even if it was pressed only for a moment', async () => {
    const bench = await energised();
    bench.guard.latch('emergency_stop');
    bench.run(AWAY);
    expect(bench.tripCauses).toEqual(['emergency_stop']);
    bench.command('reset');
    expect(bench.controller.plantState).toBe('standby');
    expect(bench.guard.lease.isLatched).toBe(false);
  });

  it('cannot be reset while the guard sees the emergency stop pressed, even if its driver reports it released', async () => {
    const bench = await energised();
    bench.guard.press(true);
    bench.guard.latch('emergency_stop');
    bench.heartbeat.emergencyStop(false);
    bench.run(3);
    bench.command('reset');
    expect(bench.controller.plantState).toBe('tripped');
    expect(bench.guard.lease.isLatched).toBe(true);
    bench.guard.press(false);
    bench.run(AWAY);
    bench.command('reset');
    expect(bench.controller.plantState).toBe('standby');
  });
});

describe('a guard that is silent', () => {
  it('for half a second causes a trip, which cannot be reset while the guard is silent', async () => {
    const bench = await HeartbeatBench.opened();
    bench.run(15);
    bench.guard.isAlive = false;
    bench.run(7);
    expect(bench.tripCauses).toEqual([]);
    bench.run(2);
    expect(bench.tripCauses).toEqual(['process_stalled']);
    expect(bench.controller.view.plant.trip?.message).toContain('the guard thread has been silent for 0.6 s');
    expect(bench.statesOf('process_stalled')).toEqual(['active']);
    bench.command('reset');
    expect(bench.controller.plantState).toBe('tripped');
    bench.guard.isAlive = true;
    bench.run(AWAY);
    bench.command('reset');
    expect(bench.controller.plantState).toBe('standby');
    expect(bench.statesOf('process_stalled')).toEqual(['active', 'cleared']);
  });
});

describe('the intake', () => {
  it('gives a control tick at most 64 commands; the others wait for the next ticks, in order', () => {
    const bench = new HeartbeatBench();
    const ids = Array.from({ length: 150 }, (_, i) => `c${i}`);
    for (const requestId of ids)
      bench.heartbeat.command({ requestId, request: { name: 'reset' }, by: null, origin: 'api' });
    bench.controlTick();
    expect(bench.replied).toEqual(ids.slice(0, 64));
    bench.controlTick();
    expect(bench.replied).toEqual(ids.slice(0, 128));
    bench.controlTick();
    expect(bench.replied).toEqual(ids);
  });
});

describe('a process that stood still', () => {
  it('drops the input that waited, and trips', async () => {
    const bench = await HeartbeatBench.opened();
    bench.run(15);
    bench.stalledS = 0.6;
    bench.controlTick();
    expect(bench.hal.discards).toBe(1);
    expect(bench.tripCauses).toEqual(['process_stalled']);
    bench.controlTick();
    expect(bench.hal.discards).toBe(1);
  });
});
