// The control loop of the live program: how it converts the pacer's times, and the health that it hands over.
import { describe, expect, it, onTestFinished } from 'vitest';
import { SampleTable } from '../../hal/samples.js';
import { simulationParameters } from '../../hal/sim/parameters.js';
import { SimHal } from '../../hal/sim/sim-hal.js';
import { parseConfig } from '../../src/config/index.js';
import { RealTimeController } from '../../src/control/controller.js';
import { controlPlan } from '../../src/control/plan/plan.js';
import { PerformanceProfiler } from '../../src/control/profiler/performance-profiler.js';
import type { Health } from '../../src/control/records/health.js';
import { CLOCK } from '../../src/control/tick.js';
import { UNGUARDED } from '../../src/heartbeat/lease/output-lease.js';
import { ControlLoop } from '../../src/runtime/control-loop.js';
import { LateCauses } from '../../src/runtime/time/late-cause.js';
import { PACE } from '../../src/runtime/time/pacer.js';
import { WallClock } from '../../src/runtime/time/wall-clock.js';
import { allocateRing, RingWriter } from '../../src/shared/record-ring.js';
import { BASE_RATE_HZ, PHASES } from '../../src/vocabulary/words.js';

const BASE_TICKS = 4;
const ORIGIN_MS = 5000;

class WatchedHal extends SimHal {
  /** Is called once, during the next write to the outputs. */
  whileWriting: (() => void) | null = null;

  override write(setpoints: Float64Array): void {
    super.write(setpoints);
    this.whileWriting?.();
    this.whileWriting = null;
  }
}

class LoopBench {
  readonly hal: WatchedHal;
  readonly healths: Health[] = [];
  readonly loop: ControlLoop;
  private tick = 0;

  constructor() {
    const config = parseConfig('', 'k.yaml').config!;
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
    this.loop = new ControlLoop({
      hal,
      host: new SampleTable([]),
      controller: new RealTimeController(plan, profiler, { log, alarms: [], trip: null }),
      profiler,
      collection: null,
      lateCauses,
      wallClock: new WallClock(),
      lease: UNGUARDED,
      originMs: ORIGIN_MS,
      sinks: {
        frames: new RingWriter(allocateRing(4, plan.layout.length)),
        health: (health) => this.healths.push(health),
        event() {},
        reply() {},
        plantState() {},
        eventsWaiting: () => 0,
      },
    });
  }

  /** Runs this number of base ticks. Each of them begins late by `latenessMs`. */
  beat(ticks: number, latenessMs = 0): void {
    for (const end = this.tick + ticks; this.tick < end; this.tick++) {
      const pace = new Float64Array(PACE.length);
      const deadlineMs = ORIGIN_MS + (this.tick * 1000) / BASE_RATE_HZ;
      pace[PACE.tick] = this.tick;
      pace[PACE.isControl] = this.tick % BASE_TICKS === 0 ? 1 : 0;
      pace[PACE.latenessMs] = latenessMs;
      pace[PACE.deadlineMs] = deadlineMs;
      pace[PACE.dueMs] = deadlineMs;
      for (const time of [PACE.beganMs, PACE.calledMs, PACE.previousEndMs])
        pace[time] = deadlineMs + latenessMs;
      this.loop.tick(pace);
    }
  }

  run(controlTicks: number): void {
    this.beat(controlTicks * BASE_TICKS);
  }
}

it('gives the heartbeat seconds since the origin of the run', () => {
  const bench = new LoopBench();
  bench.beat(61, 0.5);
  const { clock } = bench.loop.heartbeat;
  expect(clock[CLOCK.nowS]).toBeCloseTo(1, 9);
  expect(clock[CLOCK.latenessS]).toBeCloseTo(0.0005, 9);
  expect(clock[CLOCK.stalledS]).toBe(0);
});

describe('the health', () => {
  it('is handed over once a second as a new object, with time and ticks of the same control tick', () => {
    const bench = new LoopBench();
    bench.run(31);
    expect(bench.healths.map(({ uptimeS, loop }) => [uptimeS, loop.ticks])).toEqual([
      [0, 1],
      [1, 16],
      [2, 31],
    ]);
    expect(new Set(bench.healths).size).toBe(3);
  });

  it('is handed over only after the outputs of its control tick are written', () => {
    const bench = new LoopBench();
    let healthsBeforeOutputs = -1;
    bench.hal.whileWriting = () => {
      healthsBeforeOutputs = bench.healths.length;
    };
    bench.run(1);
    expect([healthsBeforeOutputs, bench.healths.length]).toEqual([0, 1]);
  });

  it('can be posted to another thread, with the counters of the hardware and of the threads', () => {
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
