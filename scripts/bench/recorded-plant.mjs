// What a running simulated plant measures, recorded, so that the scan can be run on it without the simulation in between.
import { load } from './dist.mjs';

const BASE_RATE_HZ = 60;
/** The plant has started, settled, and every window of the scan is full. */
const SETTLED_S = 90;

/**
 * A plant in virtual time that is one block ahead of a second controller, which sees the same inputs at the same times and
 * so does the same.
 */
export class RecordedPlant {
  /** @param clock milliseconds, for the profiler of the measured controller */
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

  /** Brings both controllers to a plant that runs steadily. */
  settle() {
    const record = this.record((SETTLED_S * BASE_RATE_HZ) / this.ticksPerControl);
    this.replay(record, () => this.step());
    if (this.controller.plantState !== 'running') {
      throw new Error(`the recorded plant is ${this.controller.plantState}, not running`);
    }
  }

  /** Simulates so many control periods: values and times of all samples, base tick after base tick. */
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

  /** Puts the samples of each recorded base tick in place, and has `perTick` do with it what is measured. */
  replay(record, perTick) {
    for (let i = 0; i < record.baseTicks; i++) {
      this.prepare(record, i);
      perTick();
      this.tick++;
    }
  }

  /** One base tick of the measured controller: the heartbeat of the live program, with recorded samples. */
  step() {
    return this.heartbeat.beat(this.moment);
  }

  /** The present base tick as one between control ticks. */
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

/** A HAL whose samples are replayed: `prepare` has put them in place before the heartbeat asks for them. */
function replayingHal(samples, outputs) {
  return { samples, outputs, advance() {}, write() {}, discardInput() {}, reopen() {} };
}
