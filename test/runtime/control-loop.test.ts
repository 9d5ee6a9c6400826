// The heartbeat: hands the conditions around it to the scan, however short they were, and acts on the emergency stop at its edge.
import { describe, expect, it, onTestFinished } from 'vitest';
import { SimHal } from '../../hal/sim/sim-hal.js';
import { parseConfig } from '../../src/config/index.js';
import { RealTimeController } from '../../src/control/controller.js';
import type { Alert, ControlEvent } from '../../src/control/events.js';
import { controlPlan } from '../../src/control/plan.js';
import { PerformanceProfiler } from '../../src/control/profiler/performance-profiler.js';
import { BASE_RATE_HZ, PHASES } from '../../src/control/states.js';
import { ControlLoop } from '../../src/runtime/control-loop.js';
import { LateCauses } from '../../src/runtime/late-cause.js';
import { PACE } from '../../src/runtime/pacer.js';
import { WallClock } from '../../src/runtime/wall-clock.js';
import { allocateRing, RingWriter } from '../../src/shared/record-ring.js';

const BASE_TICKS = 4;

/** The simulated plant's HAL that keeps what its outputs were driven with. */
class WatchedHal extends SimHal {
  readonly writes: number[][] = [];

  override write(setpoints: Float64Array): void {
    this.writes.push([...setpoints]);
    super.write(setpoints);
  }
}

class LoopBench {
  readonly events: ControlEvent[] = [];
  readonly hal: WatchedHal;
  readonly controller: RealTimeController;
  readonly loop: ControlLoop;
  private tick = 0;

  constructor() {
    const config = parseConfig('control: { autoStart: true }', 'k.yaml').config!;
    const hal = new WatchedHal({ parameters: config.hal.sim, limits: () => ({}) });
    this.hal = hal;
    const plan = controlPlan(config, {
      sensors: hal.samples.names,
      outputs: hal.outputs,
      counters: hal.counters.names,
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
      originMs: 0,
      sinks: {
        frames: new RingWriter(allocateRing(4, plan.layout.length)),
        health: new RingWriter(allocateRing(4, plan.healthLength)),
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
      this.loop.tick(pace);
    }
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
    for (let i = 0; i < 10; i++) bench.controlTick();
    expect(bench.statesOf('comms_restarted')).toEqual(['active']);
    bench.loop.setCondition('comms_restarted', false);
    bench.controlTick();
    expect(bench.statesOf('comms_restarted')).toEqual(['active', 'cleared']);
  });
});

describe('the emergency stop', () => {
  const SAFE = [0, 0, 0];

  it('makes the outputs safe in the event that tells of it, before any tick', async () => {
    const bench = await LoopBench.opened();
    for (let i = 0; i < 15; i++) bench.controlTick();
    expect(bench.hal.writes.at(-1)).not.toEqual(SAFE);
    const before = bench.hal.writes.length;
    bench.loop.emergencyStop(true);
    expect(bench.hal.writes.slice(before)).toEqual([SAFE]);
  });

  it('is followed by safe values only, from the edge through the trip to the reset', async () => {
    const bench = await LoopBench.opened();
    for (let i = 0; i < 15; i++) bench.controlTick();
    const before = bench.hal.writes.length;
    bench.loop.emergencyStop(true);
    bench.loop.emergencyStop(false);
    for (let i = 0; i < 15; i++) bench.controlTick();
    expect(bench.controller.plantState).toBe('tripped');
    expect(new Set(bench.hal.writes.slice(before).map(String))).toEqual(new Set([String(SAFE)]));
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
