// Drives a controller from situation to situation, and checks each tick against the rules of states and trips, which it computes itself.
import { QUALITY } from '../../../../hal/quality.js';
import type { CommandRequest } from '../../../../src/commands/command.js';
import type { Trip, TripCause } from '../../../../src/vocabulary/events.js';
import type { PlantState } from '../../../../src/vocabulary/words.js';
import { Rig } from '../../rig.js';
import { SeenSensor } from './seen-sensor.js';
import { TimeRules } from './time-rules.js';

export type Name = 'start' | 'stop' | 'reset';

/** The inputs of one control tick. A speed is NaN when its sensor sends unusable values, and null when it is silent. */
export interface Situation {
  readonly commands: readonly Name[];
  /** m/s */
  readonly velocity: number | null;
  /** Speed of the generator, as the speed of the chain, m/s. */
  readonly speed: number | null;
  /** N */
  readonly tension: number;
  readonly emergencyStop: boolean;
  readonly stalled: boolean;
  readonly guardSilent: boolean;
}

export const AT_REST: Situation = {
  commands: [],
  velocity: 0,
  speed: 0,
  tension: 5000,
  emergencyStop: false,
  stalled: false,
  guardSilent: false,
};
export const TURNING: Situation = { ...AT_REST, velocity: 1.5, speed: 1.5 };

/** Every tick is a control tick. */
export const PERIOD_S = 1 / 60;
/** Distance of the ticks of a wait. It saves ticks, and is shorter than the gap after which measurements no longer count. */
const STRIDE_TICKS = 24;
const MAX_VELOCITY = 10;
const MAX_FORCE = 9000;
const RATIO = 12.7 / 0.5;
const RESET_AFTER_S = 2;

export interface ExplorerOptions {
  readonly config: string;
  readonly trip?: Trip | null;
  /** Sensors in addition to those of the situations. */
  readonly more?: readonly string[];
}

export class Explorer {
  readonly rig: Rig;
  /** Each tick that broke a rule. */
  readonly broken: string[] = [];
  readonly trips = new Set<TripCause>();
  readonly moves = new Set<string>();
  steps = 0;
  private readonly velocity = new SeenSensor();
  private readonly speed = new SeenSensor();
  private readonly tension = new SeenSensor();
  private readonly times: TimeRules;
  /** True when the speed of the chain is a critical channel. */
  private readonly isSpeedCritical: boolean;
  /** True when the twin replaced the speed of the chain before this tick. */
  private wasHeld = false;
  /** The time since which no cause is present, s. */
  private calmSinceS = Number.NaN;

  constructor({ config, trip = null, more = [] }: ExplorerOptions) {
    const sensors = ['chain.velocity', 'generator.speed', 'chain.tension', ...more];
    this.rig = new Rig({ config, sensors, trip });
    const { plan } = this.rig;
    this.times = new TimeRules(plan.config, [this.velocity, this.speed]);
    this.isSpeedCritical = plan.critical.includes(plan.at.velocity);
  }

  get state(): PlantState {
    return this.rig.controller.plantState;
  }

  get trip(): TripCause | null {
    return this.rig.controller.view.plant.trip?.cause ?? null;
  }

  /** Runs one control tick, one period after the last one. */
  step(situation: Situation, load = { missed: 0, computeS: 0 }): void {
    const before = { state: this.state, trip: this.trip };
    this.wasHeld = this.isHeld;
    const mayStart = this.mayStart && !situation.emergencyStop;
    const calmS = this.rig.nowS + PERIOD_S - this.calmSinceS;
    const setpoints = this.tick(situation, load);
    const cause = this.causeIn(situation, this.commandedFrom(before.state));
    if (cause !== null) this.calmSinceS = Number.NaN;
    else if (Number.isNaN(this.calmSinceS)) this.calmSinceS = this.rig.nowS;
    this.judge(before, situation, cause, calmS, setpoints);
    this.judgeMoves(before.state, situation, mayStart);
    this.judgeTimes(before.state, situation, setpoints);
    this.steps++;
    if (this.trip !== null) this.trips.add(this.trip);
    this.moves.add(`${before.state} ${this.state}`);
  }

  /** Lets time pass in a situation. Its commands are given once. */
  wait(seconds: number, situation: Situation): void {
    const strides = Math.ceil((seconds * 60) / STRIDE_TICKS);
    for (let n = 0; n < strides; n++) {
      this.rig.skip(STRIDE_TICKS - 1);
      this.step(n === 0 ? situation : { ...situation, commands: [] });
    }
  }

  private tick(situation: Situation, load: { missed: number; computeS: number }): number[] {
    const { rig } = this;
    rig.events.length = 0;
    rig.replies.length = 0;
    for (const name of situation.commands) rig.command({ name } as CommandRequest);
    this.deliver('chain.velocity', situation.velocity);
    this.deliver('generator.speed', situation.speed === null ? null : situation.speed * RATIO);
    this.deliver('chain.tension', situation.tension);
    rig.setCondition('emergency_stop', situation.emergencyStop);
    const output = rig.tick({
      ...load,
      stalledS: situation.stalled ? 0.6 : 0,
      guardSilentS: situation.guardSilent ? 0.6 : 0,
    });
    this.velocity.take(situation.velocity, MAX_VELOCITY, rig.nowS);
    this.speed.take(situation.speed, MAX_VELOCITY, rig.nowS);
    this.tension.take(situation.tension, MAX_FORCE, rig.nowS);
    return [...output.setpoints];
  }

  private deliver(channel: string, value: number | null): void {
    if (value === null) this.rig.values.delete(channel);
    else this.rig.values.set(channel, value);
  }

  /** The first cause to trip; null when there is none. Only for missed deadlines the controller itself is asked. */
  private causeIn({ emergencyStop, stalled, guardSilent }: Situation, state: PlantState): TripCause | null {
    const { velocity, speed, tension, rig } = this;
    const { nowS } = rig;
    if (emergencyStop) return 'emergency_stop';
    if (stalled || guardSilent) return 'process_stalled';
    const both = velocity.isBeyond(nowS) && speed.isBeyond(nowS);
    if (velocity.isProven(nowS) || speed.isProven(nowS) || both) return 'overspeed';
    // A trip ends the hold on its own tick, after the causes were judged.
    const isHeld = this.isHeld || (this.wasHeld && speed.isGood);
    const isLost = this.isSpeedCritical && velocity.isLost(nowS) && !isHeld;
    if (isLost && state !== 'standby') return 'critical_channel_lost';
    if (tension.isProven(nowS)) return 'stability';
    return rig.controller.view.tripCause === 'deadline_misses' ? 'deadline_misses' : null;
  }

  private get isHeld(): boolean {
    return this.rig.controller.view.image.qualityOf(this.rig.plan.at.velocity) === QUALITY.estimated;
  }

  /** The state after the commands of the tick. In this state the controller judged the causes. */
  private commandedFrom(state: PlantState): PlantState {
    const { events } = this.rig;
    const commands = events.map(({ type }) => type).lastIndexOf('command');
    const moves = events.slice(0, commands + 1).filter(({ type }) => type === 'lifecycle');
    return (moves.at(-1)?.data.plant as PlantState | undefined) ?? state;
  }

  private judge(
    before: { state: PlantState; trip: TripCause | null },
    situation: Situation,
    cause: TripCause | null,
    calmS: number,
    setpoints: readonly number[],
  ): void {
    const { state, trip } = this;
    const says = (rule: string) =>
      this.broken.push(
        `${rule}: ${before.state} ${before.trip} + ${JSON.stringify(situation)} -> ${state} ${trip} (${cause}, calm for ${calmS}) ${setpoints}`,
      );
    const [brake, contactor, load, heartbeat] = setpoints;
    const isSafe = brake === 0 && contactor === 0 && load === 0;
    if (state === 'tripped' && !(isSafe && heartbeat === 0)) says('a tripped plant has no energised output');
    if (state === 'standby' && !isSafe) says('a plant in standby has no energised output');
    if (cause !== null && state !== 'tripped') says('a cause trips');
    if (state === 'tripped' && before.state !== 'tripped' && trip !== cause)
      says('a plant trips by the first of the causes, and by nothing else');
    this.judgeReset(before, situation, calmS, says);
  }

  /** True when the plant may be started: its critical channel is measured, and no sensor says that the chain turns. */
  private get mayStart(): boolean {
    return this.isSpeedMeasured && !this.velocity.turns && !this.speed.turns;
  }

  private get isSpeedMeasured(): boolean {
    return !this.isSpeedCritical || this.velocity.isGood;
  }

  /** A start is obeyed when it is allowed. A standstill needs at least one good sensor, and all good sensors must show it. */
  private judgeMoves(before: PlantState, situation: Situation, mayStart: boolean): void {
    const says = (rule: string) =>
      this.broken.push(`${rule}: ${before} + ${JSON.stringify(situation)} -> ${this.state}`);
    const moves = this.rig.eventsOf('lifecycle').map(({ data }) => `${data.from} ${data.plant}`);
    const starts = moves.filter((move) => move === 'standby starting').length;
    if (starts > 0 && before !== 'tripped' && !mayStart && !this.startsByItself)
      says('a start that is not allowed is refused');
    if (before === 'standby' && situation.commands[0] === 'start' && mayStart && starts === 0)
      says('an allowed start is obeyed');
    const seesAny = this.velocity.isGood || this.speed.isGood;
    const stands = this.velocity.allowsStandstill && this.speed.allowsStandstill && seesAny;
    if (moves.includes('stopping standby') && !stands)
      says('a plant is in standby only when the sensors show a standstill');
    if (moves.includes('starting running') && !(this.velocity.turns || this.speed.turns))
      says('a running plant turns');
    if (moves.includes('starting running') && !this.isSpeedMeasured)
      says('a plant runs only when its speed is measured');
  }

  private judgeTimes(before: PlantState, situation: Situation, setpoints: readonly number[]): void {
    const { state, rig } = this;
    const [brake = 0, contactor = 0, load = 0] = setpoints;
    const broken = this.times.judge({
      nowS: rig.nowS,
      before,
      after: state,
      moves: rig.eventsOf('lifecycle').map(({ data }) => ({
        move: `${data.from} ${data.plant}`,
        because: data.because,
      })),
      isStopCommanded: situation.commands.includes('stop'),
      load,
    });
    if (state === 'stopping' && !(brake === 0 && contactor === 1)) broken.push('a stopping plant brakes');
    for (const rule of broken)
      this.broken.push(`${rule}: ${before} + ${JSON.stringify(situation)} -> ${state} ${setpoints}`);
  }

  private get startsByItself(): boolean {
    return this.rig.plan.config.control.autoStart;
  }

  private judgeReset(
    before: { state: PlantState; trip: TripCause | null },
    { commands, emergencyStop }: Situation,
    calmS: number,
    says: (rule: string) => void,
  ): void {
    if (before.state !== 'tripped') return;
    const wasReset = commands.includes('reset');
    const holds = calmS >= RESET_AFTER_S - 1e-6 && !emergencyStop;
    const resets = this.rig.eventsOf('reset').length;
    if (this.state !== 'tripped' && !(wasReset && holds)) says('a trip is left by a reset that holds only');
    if (resets !== (wasReset && holds ? 1 : 0)) says('a reset that holds is obeyed, every other is refused');
    if (this.state === 'tripped' && resets === 0 && this.trip !== before.trip) says('the first cause stands');
  }
}
