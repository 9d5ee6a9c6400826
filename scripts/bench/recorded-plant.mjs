// Records what a simulated plant measures, so that the scan can run on the record without the simulation.
import { load } from './dist.mjs';

const BASE_RATE_HZ = 60;
/** After this time the plant has started and settled, and every window of the scan is full. */
const SETTLED_S = 90;

/**
 * A plant in virtual time whose samples are recorded block by block. The measured controller gets the same samples at the same
 * times, so it decides the same.
 */
export class RecordedPlant {
  /** @param clock the clock for the profiler of the measured controller; returns milliseconds */
  static async create(config, clock) {
    const { VirtualRun } = await load('src/testing/virtual-run.js');
    const { RealTimeController } = await load('src/control/controller.js');
    const { PerformanceProfiler } = await load('src/control/profiler/performance-profiler.js');
    const { PHASES } = await load('src/vocabulary/words.js');
    const { Heartbeat } = await load('src/heartbeat/heartbeat.js');
    const { UNGUARDED } = await load('src/heartbeat/lease/output-lease.js');
    const { createMoment, MOMENT } = await load('src/heartbeat/moment.js');
    const { NOWHERE } = await load('src/heartbeat/sinks.js');
    const { SampleTable, VERDICT } = await load('hal/samples.js');
    const ahead = await VirtualRun.create(config);
    const { plan } = ahead.controller;
    const profiler = new PerformanceProfiler({ phases: PHASES, clock });
    const memory = { log: '00000000-0000-4000-8000-000000000000', alarms: [], trip: null };
    const controller = new RealTimeController(plan, profiler, memory);
    const samples = new SampleTable(ahead.hal.samples.names, (name) => config.channels[name] ?? {});
    const hal = replayingHal(samples, plan.outputs);
    const parts = { hal, controller, profiler, lease: UNGUARDED, sinks: NOWHERE, forced: null };
    return new RecordedPlant({
      ahead,
      controller,
      profiler,
      samples,
      heartbeat: new Heartbeat(parts),
      moment: createMoment(),
      MOMENT,
      accepted: VERDICT.accepted,
    });
  }

  constructor(parts) {
    Object.assign(this, parts);
    this.ticksPerControl = BASE_RATE_HZ / this.ahead.config.control.rateHz;
    this.tick = 0;
    this.sensors = this.samples.names.length;
  }

  get isControlTick() {
    return this.moment[this.MOMENT.isControl] === 1;
  }

  /** Runs both controllers until the plant runs steadily. */
  settle() {
    const record = this.record((SETTLED_S * BASE_RATE_HZ) / this.ticksPerControl);
    this.replay(record, () => this.step());
    if (this.controller.plantState !== 'running') {
      throw new Error(`the recorded plant is ${this.controller.plantState}, not running`);
    }
  }

  /** Simulates this number of control periods. Returns values and times of all samples, base tick after base tick. */
  record(controlTicks) {
    const baseTicks = controlTicks * this.ticksPerControl;
    const { ahead, sensors } = this;
    const { value, timeS } = ahead.hal.samples;
    const record = {
      baseTicks,
      values: new Float64Array(baseTicks * sensors),
      timesS: new Float64Array(baseTicks),
    };
    for (let i = 0; i < baseTicks; i++) {
      ahead.tick();
      for (let k = 0; k < sensors; k++) record.values[i * sensors + k] = value[k];
      record.timesS[i] = timeS[0];
    }
    return record;
  }

  /** Prepares the samples of each recorded base tick, and then calls `perTick`, which is measured. */
  replay(record, perTick) {
    for (let i = 0; i < record.baseTicks; i++) {
      this.prepare(record, i);
      perTick();
      this.tick++;
    }
  }

  /** Runs one base tick of the measured controller: the heartbeat of the live program, with recorded samples. */
  step() {
    return this.heartbeat.beat(this.moment);
  }

  /** Runs the present base tick as one between control ticks. */
  stepBetween() {
    this.moment[this.MOMENT.isControl] = 0;
    return this.step();
  }

  prepare({ values, timesS }, at) {
    const { samples, moment, sensors, MOMENT, accepted } = this;
    for (let k = 0; k < sensors; k++) {
      samples.value[k] = values[at * sensors + k];
      samples.timeS[k] = timesS[at];
      samples.quality[k] = 0;
      samples.verdict[k] = accepted;
      samples.deliveries[k]++;
    }
    const nowS = this.tick / BASE_RATE_HZ;
    moment[MOMENT.tick] = this.tick;
    moment[MOMENT.isControl] = this.tick % this.ticksPerControl === 0 ? 1 : 0;
    moment[MOMENT.deadlineS] = nowS;
    moment[MOMENT.beganS] = nowS;
    moment[MOMENT.wallMs] = Math.round(nowS * 1000);
    moment[MOMENT.computeS] = this.profiler.lastComputeUs / 1e6;
  }
}

/** A HAL with replayed samples. `prepare` writes them before the heartbeat reads them. */
function replayingHal(samples, outputs) {
  return { samples, outputs, advance() {}, write() {}, discardInput() {}, reopen() {} };
}
