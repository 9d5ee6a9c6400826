// Runs the heartbeat in the live program: on the pacer's time, with the causes of late ticks, for the other threads.
import { performance } from 'node:perf_hooks';
import type { Hal } from '../../hal/hal.js';
import type { SampleTable } from '../../hal/samples.js';
import type { RealTimeController } from '../control/controller.js';
import type { PerformanceProfiler } from '../control/profiler/performance-profiler.js';
import type { Health } from '../control/records/health.js';
import { Heartbeat } from '../heartbeat/heartbeat.js';
import type { OutputLease } from '../heartbeat/lease/output-lease.js';
import { createMoment, MOMENT } from '../heartbeat/moment.js';
import type { Sinks } from '../heartbeat/sinks.js';
import type { RingWriter } from '../shared/record-ring.js';
import type { LateCauses } from './time/late-cause.js';
import { PACE } from './time/pacer.js';
import type { PlannedCollection } from './time/planned-collection.js';
import type { WallClock } from './time/wall-clock.js';

/** Where the results of a tick go to. None of it may wait. */
export interface LiveSinks extends Pick<Sinks, 'event' | 'reply' | 'plantState'> {
  readonly frames: RingWriter;
  /** Once a second, a new object each time. */
  health(health: Health): void;
  /** Events that are not on disk yet. */
  eventsWaiting(): number;
}

export interface LoopParts {
  readonly hal: Hal;
  /** The figures of the computer. */
  readonly host: SampleTable;
  readonly controller: RealTimeController;
  readonly profiler: PerformanceProfiler;
  readonly lateCauses: LateCauses;
  /** Null leaves the moments of garbage collection to V8. */
  readonly collection: PlannedCollection | null;
  readonly wallClock: WallClock;
  readonly lease: OutputLease;
  readonly sinks: LiveSinks;
  /** The origin of this run's monotonic time on `performance.now()`, milliseconds. */
  readonly originMs: number;
}

export class ControlLoop {
  readonly heartbeat: Heartbeat;
  private readonly moment = createMoment();

  constructor(private readonly parts: LoopParts) {
    const { hal, host, controller, profiler, lease, sinks } = parts;
    this.heartbeat = new Heartbeat({
      hal,
      host,
      controller,
      profiler,
      lease,
      sinks: {
        frame: (record) => sinks.frames.write(record),
        healthDue: () => sinks.health(this.health()),
        event: (event) => sinks.event(event),
        reply: (reply) => sinks.reply(reply),
        plantState: (state) => sinks.plantState(state),
      },
      forced: null,
    });
  }

  /** One base tick; `pace` is the pacer's record of it. */
  readonly tick = (pace: Float64Array): void => {
    const { lateCauses, collection } = this.parts;
    const isControlTick = pace[PACE.isControl] === 1;
    this.readPace(pace);
    if (isControlTick) lateCauses.beginTick(pace);
    this.heartbeat.beat(this.moment);
    if (!isControlTick) return;
    const endMs = performance.now();
    lateCauses.endTick(endMs);
    collection?.afterControlTick(endMs);
  };

  private readPace(pace: Float64Array): void {
    const { originMs, wallClock, profiler } = this.parts;
    const { moment } = this;
    moment[MOMENT.tick] = pace[PACE.tick]!;
    moment[MOMENT.isControl] = pace[PACE.isControl]!;
    moment[MOMENT.missed] = pace[PACE.missed]!;
    moment[MOMENT.deadlineS] = (pace[PACE.deadlineMs]! - originMs) / 1000;
    moment[MOMENT.beganS] = (pace[PACE.beganMs]! - originMs) / 1000;
    moment[MOMENT.wallMs] = wallClock.at(pace[PACE.deadlineMs]!);
    moment[MOMENT.latenessS] = pace[PACE.latenessMs]! / 1000;
    moment[MOMENT.computeS] = profiler.lastComputeUs / 1e6;
    moment[MOMENT.stalledS] = pace[PACE.stalledMs]! / 1000;
  }

  private health(): Health {
    const { controller, hal, sinks, lateCauses, wallClock } = this.parts;
    const { names, values } = hal.counters;
    return {
      ...controller.health(),
      lateCauses: lateCauses.byCause(),
      counters: Object.fromEntries(names.map((name, i) => [name, values[i]!])),
      remarks: hal.remarks(),
      eventsWaiting: sinks.eventsWaiting(),
      wallJumps: wallClock.jumps,
    };
  }
}
