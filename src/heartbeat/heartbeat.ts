// The heartbeat: runs the steps of a base tick in order, for the live program, scenarios, the bench library and the rehearsal.
import type { Hal, HalListener } from '../../hal/hal.js';
import { SampleTable } from '../../hal/samples.js';
import type { Command } from '../commands/command.js';
import type { RealTimeController } from '../control/controller.js';
import type { PerformanceProfiler } from '../control/profiler/performance-profiler.js';
import { CLOCK, CONDITIONS, type Condition, type TickInput, type TickOutput } from '../control/tick.js';
import type { PlantState } from '../vocabulary/words.js';
import { Intake } from './intake.js';
import type { OutputLease } from './lease/output-lease.js';
import { MOMENT } from './moment.js';
import type { Sinks } from './sinks.js';

/** The part of the HAL that a tick needs. */
export type HeartbeatHal = Pick<
  Hal,
  'samples' | 'outputs' | 'feedback' | 'advance' | 'write' | 'discardInput' | 'reopen'
>;

/** The parts that differ between a live run, virtual time and a rehearsal. The clock is the `moment` argument of each beat. */
export interface HeartbeatParts {
  readonly hal: HeartbeatHal;
  readonly controller: RealTimeController;
  readonly profiler: PerformanceProfiler;
  readonly lease: OutputLease;
  readonly sinks: Sinks;
  /** The figures of the computer, in the order of the plan; none when left out. */
  readonly host?: SampleTable;
  /** A bench's values for computed channels (`TickInput.forced`); null in real runs. */
  readonly forced: Float64Array | null;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const NONE: never[] = [];

export class Heartbeat implements HalListener {
  private readonly input: Writable<TickInput>;
  private readonly intake = new Intake();
  private readonly safeSetpoints: Float64Array;
  /** The emergency stop as its driver and as the guard see it. */
  private pressedByHal = false;
  private pressedByGuard = false;
  /** The number of the last latch that was reported to the core, and of the last one with which the plant was tripped. */
  private reportedLatch = 0;
  private trippedLatch = 0;

  constructor(private readonly parts: HeartbeatParts) {
    const { hal, forced, host = new SampleTable([]) } = parts;
    this.safeSetpoints = Float64Array.from(hal.outputs, ({ safe }) => safe);
    this.input = {
      tick: 0,
      isControlTick: false,
      missed: 0,
      clock: new Float64Array(CLOCK.length),
      samples: hal.samples,
      feedback: hal.feedback,
      host,
      commands: NONE,
      conditions: new Uint8Array(CONDITIONS.length),
      notices: NONE,
      forced,
    };
  }

  /**
   * One base tick.
   *
   * @param moment the times of this tick: a record as {@link MOMENT} describes it
   * @returns the controller's output, the same object each time
   */
  beat(moment: Float64Array): TickOutput {
    const isControlTick = moment[MOMENT.isControl] === 1;
    this.parts.lease.renew();
    this.advanceHal(moment);
    this.readClock(moment);
    this.obeyGuard(moment);
    if (isControlTick) this.collectInput(moment);
    const output = this.parts.controller.step(this.input);
    if (isControlTick) this.driveOutputs(output);
    if (isControlTick) this.passOn(output);
    else this.parts.profiler.recordTick();
    this.publish(output);
    return output;
  }

  /** Takes a command. It is applied at the start of the next control tick that has room for it. */
  command(command: Command): void {
    this.intake.command(command);
  }

  /** Sets or ends a condition of the threads around the core. */
  setCondition(condition: Condition, holds: boolean): void {
    this.intake.setCondition(condition, holds);
  }

  lost(source: string, reason: string): void {
    this.intake.notice({ source, state: 'lost', reason });
  }

  recovered(source: string): void {
    this.intake.notice({ source, state: 'recovered', reason: '' });
  }

  warned(source: string, finding: string, isTalking = false): void {
    this.intake.notice({ source, state: isTalking ? 'unreadable' : 'warned', reason: finding });
  }

  /** Acts at the edge: the outputs are safe at once. The core gets it on the next control tick, and trips. */
  emergencyStop(pressed: boolean): void {
    if (pressed) this.makeSafe();
    this.pressedByHal = pressed;
    this.reportEmergencyStop();
  }

  /** Drives every output to its safe value, now. */
  makeSafe(): void {
    this.parts.hal.write(this.safeSetpoints);
  }

  /** The times of the last beat, by position in CLOCK. */
  get clock(): Float64Array {
    return this.input.clock;
  }

  /** After a stall the waiting input is old: it is discarded first, so that nothing treats it as fresh. */
  private advanceHal(moment: Float64Array): void {
    const { hal } = this.parts;
    const nowS = moment[MOMENT.beganS]!;
    if (moment[MOMENT.stalledS]! > 0) hal.discardInput(nowS);
    hal.advance(nowS);
  }

  private readClock(moment: Float64Array): void {
    const { input } = this;
    const { clock } = input;
    input.tick = moment[MOMENT.tick]!;
    input.isControlTick = moment[MOMENT.isControl] === 1;
    input.missed = moment[MOMENT.missed]!;
    clock[CLOCK.nowS] = moment[MOMENT.deadlineS]!;
    clock[CLOCK.wallMs] = moment[MOMENT.wallMs]!;
    // A stall stays on record until a control tick has seen it.
    if (moment[MOMENT.stalledS]! > 0) clock[CLOCK.stalledS] = moment[MOMENT.stalledS]!;
  }

  /** Reports the guard's latch to the core, which then trips. Until then the outputs are held safe here. */
  private obeyGuard(moment: Float64Array): void {
    const { lease } = this.parts;
    const { clock } = this.input;
    clock[CLOCK.guardSilentS] = lease.silentS(moment[MOMENT.beganS]!, clock[CLOCK.stalledS]! > 0);
    const latches = lease.latches;
    if (latches !== this.reportedLatch) {
      this.reportedLatch = latches;
      this.makeSafe();
      if (lease.latchCause === 'stall')
        clock[CLOCK.stalledS] = Math.max(clock[CLOCK.stalledS]!, lease.stoodS);
      // The emergency stop may be released again by now. The core must get the press nevertheless.
      else this.pressByGuard(true);
    }
    if (lease.isPressed !== this.pressedByGuard) this.pressByGuard(lease.isPressed);
  }

  private collectInput(moment: Float64Array): void {
    const { profiler } = this.parts;
    const { input, intake } = this;
    input.clock[CLOCK.latenessS] = moment[MOMENT.latenessS]!;
    input.clock[CLOCK.computeS] = moment[MOMENT.computeS]!;
    input.commands = intake.takeCommands();
    input.notices = intake.takeNotices();
    intake.takeConditions(input.conditions);
    profiler.beginTick(input.tick);
    profiler.recordLateness(moment[MOMENT.latenessS]! * 1e6);
  }

  /** The guard may latch at any moment, so the latch is read again after the values were written. */
  private driveOutputs({ setpoints }: TickOutput): void {
    const { hal, lease, profiler } = this.parts;
    hal.write(lease.isLatched ? this.safeSetpoints : setpoints);
    if (lease.isLatched) this.makeSafe();
    profiler.endTick();
  }

  private passOn({ events, replies, requests }: TickOutput): void {
    const { hal, sinks, controller } = this.parts;
    const { input } = this;
    this.releaseLatch(controller.plantState);
    sinks.plantState(controller.plantState);
    input.clock[CLOCK.stalledS] = 0;
    input.commands = NONE;
    input.notices = NONE;
    for (let i = 0; i < events.length; i++) sinks.event(events[i]!);
    for (let i = 0; i < replies.length; i++) sinks.reply(replies[i]!);
    for (let i = 0; i < requests.length; i++) hal.reopen(requests[i]!.source);
  }

  private publish(output: TickOutput): void {
    const { sinks } = this.parts;
    sinks.frame(output.frame);
    if (output.healthDue) sinks.healthDue();
  }

  /** Releases a latch when the trip that it caused was reset. */
  private releaseLatch(state: PlantState): void {
    const { lease } = this.parts;
    if (state === 'tripped') this.trippedLatch = this.reportedLatch;
    else if (this.trippedLatch === this.reportedLatch && lease.isLatched) lease.release(this.reportedLatch);
  }

  private pressByGuard(pressed: boolean): void {
    this.pressedByGuard = pressed;
    this.reportEmergencyStop();
  }

  private reportEmergencyStop(): void {
    this.setCondition('emergency_stop', this.pressedByHal || this.pressedByGuard);
  }
}
