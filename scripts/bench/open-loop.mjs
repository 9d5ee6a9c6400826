// Builds the program's control loop without its threads, and runs base tick after base tick without waiting.
import { load } from './dist.mjs';

const BASE_RATE_HZ = 60;
const MS_PER_S = 1000;
/** The lateness that every tick is given; most real ticks have about this one. */
const LATENESS_MS = 0.003;

/**
 * @param hal a HAL that is not open yet; by default a new simulated plant
 * @param originMs the zero of the loop's clock, on the scale of `performance.now()`
 * @param onEvent is called with each event of the core
 * @returns `run(controlPeriods)`, the `loop` for a pacer, its `controller` and `profiler`, and `close()`, which ends the watch on causes of late ticks
 */
export async function openLoop(config, hal, originMs = performance.now(), onEvent = () => {}) {
  const { simulationParameters } = await load('hal/sim/parameters.js');
  const { SimHal } = await load('hal/sim/sim-hal.js');
  const { RealTimeController } = await load('src/control/controller.js');
  const { controlPlan } = await load('src/control/plan/plan.js');
  const { PerformanceProfiler } = await load('src/control/profiler/performance-profiler.js');
  const { PHASES } = await load('src/vocabulary/words.js');
  const { ControlLoop } = await load('src/runtime/control-loop.js');
  const { profilerClock } = await load('src/runtime/rehearsal.js');
  const { UNGUARDED } = await load('src/heartbeat/lease/output-lease.js');
  const { LateCauses } = await load('src/runtime/time/late-cause.js');
  const { PACE } = await load('src/runtime/time/pacer.js');
  const { WallClock } = await load('src/runtime/time/wall-clock.js');
  const { allocateRing, RingWriter } = await load('src/shared/record-ring.js');

  hal ??= new SimHal({ parameters: simulationParameters(config.plant, config.hal.sim) });
  const equipment = {
    sensors: hal.samples.names,
    sourcesOf: hal.sourcesOf,
    outputs: hal.outputs,
    isSimulated: true,
  };
  const plan = controlPlan(config, equipment);
  const profiler = new PerformanceProfiler({ phases: PHASES, clock: profilerClock });
  const memory = { log: '00000000-0000-4000-8000-000000000000', alarms: [], trip: null };
  const lateCauses = new LateCauses(profiler);
  const controller = new RealTimeController(plan, profiler, memory);
  const loop = new ControlLoop({
    hal,
    controller,
    profiler,
    lateCauses,
    collection: null,
    wallClock: new WallClock(),
    lease: UNGUARDED,
    originMs,
    sinks: {
      frames: new RingWriter(allocateRing(256, plan.layout.length)),
      health() {},
      event: onEvent,
      reply() {},
      plantState() {},
      eventsWaiting: () => 0,
    },
  });
  await hal.open(0, loop.heartbeat);
  const pace = new Float64Array(PACE.length);
  const ticksPerControl = BASE_RATE_HZ / config.control.rateHz;
  let tick = 0;
  return {
    loop,
    controller,
    profiler,
    run(controlPeriods) {
      for (const end = tick + controlPeriods * ticksPerControl; tick < end; tick++) {
        const dueMs = originMs + (tick / BASE_RATE_HZ) * MS_PER_S;
        pace[PACE.tick] = tick;
        pace[PACE.isControl] = tick % ticksPerControl === 0 ? 1 : 0;
        pace[PACE.deadlineMs] = dueMs;
        pace[PACE.dueMs] = dueMs;
        pace[PACE.beganMs] = dueMs + LATENESS_MS;
        pace[PACE.latenessMs] = LATENESS_MS;
        loop.tick(pace);
      }
    },
    close: () => lateCauses.close(),
  };
}
