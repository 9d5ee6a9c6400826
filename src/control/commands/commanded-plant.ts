// The plant as commands see it: the control state of one tick behind the interface that definitions of commands use.
import type { CommandedPlant, Outcome } from '../../commands/targets.js';
import type { EventType } from '../../vocabulary/events.js';
import type { LoadObjective, Mode, PlantState } from '../../vocabulary/words.js';
import { movePlant } from '../phases/interlock.js';
import type { ControlState } from '../state/control-state.js';
import { CLOCK, isEmergencyStop, type TickInput, type TickOutput } from '../tick.js';

/** Made for one tick, when there are commands; not kept. */
export class PlantOfTick implements CommandedPlant {
  constructor(
    private readonly control: ControlState,
    private readonly input: TickInput,
    private readonly output: TickOutput,
  ) {}

  get state(): PlantState {
    return this.control.plant.state;
  }

  get isEmergencyStopPressed(): boolean {
    return isEmergencyStop(this.input);
  }

  get trippedBy(): string | null {
    return this.control.plant.trip?.cause ?? null;
  }

  get presentCause(): string | null {
    return this.control.tripCause;
  }

  get calmForS(): number {
    return this.control.interlocks.calmForS(this.input.clock);
  }

  get missingChannels(): readonly string[] {
    return this.control.interlocks.missing(this.control.image);
  }

  get stuckOutputs(): readonly string[] {
    return this.control.feedback.contradictions();
  }

  get turningAtMps(): number | null {
    const { motion } = this.control;
    return motion.turns ? motion.speedMps : null;
  }

  get mode(): Mode {
    return this.control.mode;
  }

  set mode(mode: Mode) {
    this.control.mode = mode;
  }

  get loadObjective(): LoadObjective {
    return this.control.loadOptimizer.objective;
  }

  move(step: 'start' | 'stop' | 'reset'): boolean {
    return movePlant(this.control, step, this.input, this.output);
  }

  cancelAutoStart(): void {
    this.control.autoStartPending = false;
  }

  setLoad(fraction: number): void {
    this.control.loadSetpoint = fraction;
    this.control.loadOptimizer.setByHand();
  }

  acknowledge(rule: string): Outcome {
    return this.control.alarms.acknowledge(rule, this.input.clock);
  }

  shelve(rule: string, seconds: number): Outcome {
    return this.control.alarms.shelve(rule, seconds, this.input.clock);
  }

  record(type: EventType, data: Readonly<Record<string, unknown>>): void {
    this.output.events.push({ type, ts: this.input.clock[CLOCK.wallMs]!, data });
  }
}
