// The heartbeat hands the conditions of the threads around it to the scan, however short they were.
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

class LoopBench {
  readonly events: ControlEvent[] = [];
  readonly loop: ControlLoop;
  private tick = 0;

  constructor() {
    const config = parseConfig('', 'k.yaml').config!;
    const hal = new SimHal({ parameters: config.hal.sim, limits: () => ({}) });
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
    this.loop = new ControlLoop({
      hal,
      controller: new RealTimeController(plan, profiler, { log, alarms: [], trip: null }),
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
