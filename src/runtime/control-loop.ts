// The heartbeat: on every base tick, lets the HAL catch up, runs the scan, drives the outputs, hands on what came out.
import { performance } from 'node:perf_hooks';
import type { Hal, HalListener } from '../../hal/hal.js';
import type { Command, CommandReply } from '../commands/command.js';
import type { RealTimeController } from '../control/controller.js';
import type { ControlEvent } from '../control/events.js';
import type { PerformanceProfiler } from '../control/profiler/performance-profiler.js';
import type { Health } from '../control/records/health.js';
import { ConditionBoard } from '../control/state/condition-board.js';
import {
  CLOCK,
  CONDITIONS,
  type Condition,
  type SourceNotice,
  type TickInput,
  type TickOutput,
} from '../control/tick.js';
import type { PlantState } from '../control/vocabulary.js';
import type { RingWriter } from '../shared/record-ring.js';
import type { Lease } from './guard/lease.js';
import type { LateCauses } from './time/late-cause.js';
import { PACE } from './time/pacer.js';
import type { WallClock } from './time/wall-clock.js';

/** Where what a tick brings forth goes to. None of it may wait. */
export interface Sinks {
  readonly frames: RingWriter;
  /** Once a second, a new object each time. */
  health(health: Health): void;
  event(event: ControlEvent): void;
  reply(reply: CommandReply): void;
  /** The plant's state after each control tick. */
  plantState(state: PlantState): void;
  /** Events that are not on disk yet. */
  eventsWaiting(): number;
}

export interface LoopParts {
  readonly hal: Hal;
  readonly controller: RealTimeController;
  readonly profiler: PerformanceProfiler;
  readonly lateCauses: LateCauses;
  readonly wallClock: WallClock;
  /** The guard's word on the outputs; null for a loop that nobody guards. */
  readonly lease: Lease | null;
  readonly sinks: Sinks;
  /** The origin of this run's monotonic time on `performance.now()`, milliseconds. */
  readonly originMs: number;
}

/** The input of a tick while it is put together. */
interface Input extends TickInput {
  tick: number;
  isControlTick: boolean;
  missed: number;
  commands: Command[];
  notices: SourceNotice[];
}

/** A thousand a second are taken in their order; more on one tick would make it late, so they wait for the next. */
const MAX_COMMANDS_A_TICK = 64;
const NONE: never[] = [];

export class ControlLoop implements HalListener {
  private readonly input: Input;
  private readonly commands: Command[] = [];
  private notices: SourceNotice[] = [];
  private readonly safeSetpoints: Float64Array;
  private readonly conditions = new ConditionBoard();
  /** The emergency stop as its driver and as the guard see it. */
  private pressedByHal = false;
  private pressedByGuard = false;
  /** The guard's last latch that the core was told of, and the last one on which it was seen tripped. */
  private toldLatch = 0;
  private trippedLatch = 0;

  constructor(private readonly parts: LoopParts) {
    this.safeSetpoints = Float64Array.from(parts.hal.outputs, ({ safe }) => safe);
    this.input = {
      tick: 0,
      isControlTick: false,
      missed: 0,
      clock: new Float64Array(CLOCK.length),
      samples: parts.hal.samples,
      commands: NONE,
      conditions: new Uint8Array(CONDITIONS.length),
      notices: NONE,
      forced: null,
    };
  }

  /** Takes a command; it is applied at the start of the next control tick. */
  command(command: Command): void {
    this.commands.push(command);
  }

  /** Sets or ends a condition of the threads around the core. */
  setCondition(condition: Condition, holds: boolean): void {
    this.conditions.set(condition, holds);
  }

  lost(source: string, reason: string): void {
    this.notices.push({ source, state: 'lost', reason });
  }

  recovered(source: string): void {
    this.notices.push({ source, state: 'recovered', reason: '' });
  }

  /** Acts at the edge: the outputs are safe before the core hears of it on the next control tick, where it trips. */
  emergencyStop(pressed: boolean): void {
    if (pressed) this.makeSafe();
    this.pressedByHal = pressed;
    this.tellEmergencyStop();
  }

  /** One base tick; `pace` is what the pacer says of it. */
  readonly tick = (pace: Float64Array): void => {
    const { hal, controller, profiler, sinks, originMs } = this.parts;
    const { input } = this;
    const { clock } = input;
    const isControlTick = pace[PACE.isControl] === 1;
    const nowS = (pace[PACE.beganMs]! - originMs) / 1000;
    const { lease } = this.parts;
    lease?.renew();
    // Before `advance`: what waits in the buffers of a process that stood still must not be taken for fresh.
    if (pace[PACE.stalledMs]! > 0) hal.discardInput(nowS);
    hal.advance(nowS);
    input.tick = pace[PACE.tick]!;
    input.isControlTick = isControlTick;
    input.missed = pace[PACE.missed]!;
    clock[CLOCK.nowS] = (pace[PACE.deadlineMs]! - originMs) / 1000;
    clock[CLOCK.wallMs] = this.parts.wallClock.at(pace[PACE.deadlineMs]!);
    if (pace[PACE.stalledMs]! > 0) clock[CLOCK.stalledS] = pace[PACE.stalledMs]! / 1000;
    if (lease !== null) this.heed(lease, nowS);
    if (isControlTick) this.beginControlTick(pace);
    const output = controller.step(input);
    if (isControlTick) {
      this.drive(output.setpoints);
      profiler.endTick();
      this.endControlTick(output);
    }
    sinks.frames.write(output.frame);
    if (output.healthDue) sinks.health(this.health());
  };

  /** Drives every output to its safe value, now. */
  makeSafe(): void {
    this.parts.hal.write(this.safeSetpoints);
  }

  /** What the guard latched is told to the core, which trips on it; until then this loop alone holds the outputs safe. */
  private heed(lease: Lease, nowS: number): void {
    const { clock } = this.input;
    const wasStalled = clock[CLOCK.stalledS]! > 0;
    clock[CLOCK.guardSilentS] = lease.silentS(nowS, wasStalled);
    const latches = lease.latches;
    if (latches !== this.toldLatch) {
      this.toldLatch = latches;
      this.makeSafe();
      if (lease.latchCause === 'stall')
        clock[CLOCK.stalledS] = Math.max(clock[CLOCK.stalledS]!, lease.stoodS);
      // It may be released again by now: that it was pressed has to be told all the same.
      else this.pressByGuard(true);
    }
    if (lease.isPressed !== this.pressedByGuard) this.pressByGuard(lease.isPressed);
  }

  private pressByGuard(pressed: boolean): void {
    this.pressedByGuard = pressed;
    this.tellEmergencyStop();
  }

  /** The guard may latch at any moment, so its word is read again when the values are out. */
  private drive(setpoints: Float64Array): void {
    const { hal, lease } = this.parts;
    if (lease === null) {
      hal.write(setpoints);
      return;
    }
    hal.write(lease.isLatched ? this.safeSetpoints : setpoints);
    if (lease.isLatched) this.makeSafe();
  }

  /** A latch holds until the trip that it led to has been reset. */
  private releaseLatch(lease: Lease, state: PlantState): void {
    if (state === 'tripped') this.trippedLatch = this.toldLatch;
    else if (this.trippedLatch === this.toldLatch && lease.isLatched) lease.release(this.toldLatch);
  }

  private tellEmergencyStop(): void {
    this.setCondition('emergency_stop', this.pressedByHal || this.pressedByGuard);
  }

  private beginControlTick(pace: Float64Array): void {
    const { profiler, lateCauses } = this.parts;
    const { input } = this;
    const latenessMs = pace[PACE.latenessMs]!;
    input.clock[CLOCK.latenessS] = latenessMs / 1000;
    input.clock[CLOCK.computeS] = profiler.lastComputeUs / 1e6;
    input.commands = this.commands.length > 0 ? this.commands.splice(0, MAX_COMMANDS_A_TICK) : NONE;
    input.notices = this.notices.length > 0 ? this.notices : NONE;
    if (input.notices !== NONE) this.notices = [];
    this.conditions.take(input.conditions);
    lateCauses.beginTick(pace);
    profiler.recordLateness(latenessMs * 1000);
    profiler.beginTick(input.tick);
  }

  private endControlTick(output: TickOutput): void {
    const { sinks, lateCauses, controller } = this.parts;
    const { input } = this;
    if (this.parts.lease !== null) this.releaseLatch(this.parts.lease, controller.plantState);
    sinks.plantState(controller.plantState);
    input.clock[CLOCK.stalledS] = 0;
    input.commands = NONE;
    input.notices = NONE;
    for (let i = 0; i < output.events.length; i++) sinks.event(output.events[i]!);
    for (let i = 0; i < output.replies.length; i++) sinks.reply(output.replies[i]!);
    for (let i = 0; i < output.requests.length; i++) this.parts.hal.reopen(output.requests[i]!.source);
    lateCauses.endTick(performance.now());
  }

  private health(): Health {
    const { controller, hal, sinks, lateCauses, wallClock } = this.parts;
    const { names, values } = hal.counters;
    return {
      ...controller.health(),
      lateCauses: lateCauses.byCause(),
      counters: Object.fromEntries(names.map((name, i) => [name, values[i]!])),
      eventsWaiting: sinks.eventsWaiting(),
      wallJumps: wallClock.jumps,
    };
  }
}
