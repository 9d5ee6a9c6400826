// Connects the search on the generator load to the scan: gives it the readings, and stops it when it must not move the load.
import type { Config } from '../../../config/schema.js';
import type { ControlEvent } from '../../../vocabulary/events.js';
import type { LoadObjective, LoadReason, LoadSearchState } from '../../../vocabulary/words.js';
import { chainLengthM } from '../../derived/chain-length.js';
import type { ControlPlan } from '../../plan/plan.js';
import type { ProcessImage } from '../../state/image.js';
import { CLOCK } from '../../tick.js';
import { STEP } from '../degradation-ladder.js';
import type { Objective } from './average.js';
import { DoubtedChannels, type DoubtSources, usedChannels } from './doubted-channels.js';
import { FeedForward } from './feed-forward.js';
import { LoadSearch } from './load-search.js';
import { PowerCheck } from './power-check.js';
import { READING } from './readings.js';
import { SearchJournal } from './search-journal.js';

/** After missed ticks the load moves in one tick no further than in this time, seconds. */
const LONGEST_TICK_S = 0.25;

/** The setpoint that it moves, and what it needs to know beside the image. */
export interface LoadDrive {
  readonly plant: { readonly state: string };
  readonly degradation: number;
  /** 0..1 of the rated torque. */
  loadSetpoint: number;
}

export class LoadOptimizer {
  objective: LoadObjective = 'off';
  private search: LoadSearch | null = null;
  private readonly drivesLoad: boolean;
  private readonly velocity: number;
  private readonly power: number;
  private readonly tension: number;
  private readonly compressor: number;
  private overspeed = -1;
  private maxVelocityMps = 0;
  private maxOverspeed = 0;
  private maxForceN = 0;
  private lastS = Number.NaN;
  private readonly speed: number;
  private readonly torque: number;
  private readonly powerCheck = new PowerCheck();
  private readonly journal = new SearchJournal();
  private doubts: DoubtedChannels;
  private readonly airDoubts: DoubtedChannels;
  private readonly machine: Config['plant'];

  constructor(
    plan: ControlPlan,
    image: ProcessImage,
    private readonly doubtSources: DoubtSources,
  ) {
    const { at } = plan;
    this.drivesLoad = plan.drivesLoad;
    this.velocity = at.velocity;
    this.power = at.power;
    this.tension = image.indexOf('chain.tension');
    this.compressor = at.compressorPower;
    this.speed = image.indexOf('generator.speed');
    this.torque = image.indexOf('generator.torque');
    this.machine = plan.config.plant;
    this.doubts = new DoubtedChannels(doubtSources, plan, usedChannels(plan));
    this.airDoubts = new DoubtedChannels(doubtSources, plan, ['pneumatics.compressorPower']);
    this.configure(plan);
  }

  /** Changes limits and objective. A new objective begins a new search at once; with the same one the search goes on. */
  configure(plan: ControlPlan): void {
    const { config, at } = plan;
    const { overspeed } = config.interlocks;
    const objective = config.optimizer.load;
    if (objective !== this.objective) {
      this.objective = objective;
      this.search = objective === 'off' ? null : this.createSearch(objective);
      this.search?.start();
    }
    this.overspeed = overspeed.enabled ? at.overspeed : -1;
    this.maxVelocityMps = lowestVelocityLimit(config);
    this.maxOverspeed = overspeed.above;
    this.maxForceN = config.limits.maxForce;
    this.doubts = new DoubtedChannels(this.doubtSources, plan, usedChannels(plan));
  }

  /** The model needs the power of the compressor, from which it knows the air. */
  private createSearch(objective: Objective): LoadSearch {
    const model = this.compressor < 0 ? null : new FeedForward(this.machine, objective);
    return new LoadSearch(objective, chainLengthM(this.machine), model);
  }

  get state(): LoadSearchState {
    return this.search?.state ?? 'off';
  }

  /** Why the search is in this state. */
  get reason(): LoadReason {
    return this.search?.reason ?? 'off';
  }

  /** The best load known, 0..1; NaN before there is one. */
  get best(): number {
    return this.search?.best ?? Number.NaN;
  }

  /** The objective at the best load, in W or as a ratio; NaN before there is one. */
  get bestValue(): number {
    return this.search?.bestValue ?? Number.NaN;
  }

  /** The plant was told to start: a search begins as soon as it runs. */
  plantStarts(): void {
    this.search?.start();
    this.powerCheck.start();
  }

  /** The load was set by a command: the search pauses until the next start. */
  setByHand(): void {
    this.search?.pause();
  }

  /** The setpoint was written once: a running search continues from there. */
  setpointWritten(): void {
    this.search?.goOnFromHere();
  }

  /** One control tick; moves the setpoint of the load. */
  update(image: ProcessImage, clock: Float64Array, drive: LoadDrive, events: ControlEvent[]): void {
    const { search } = this;
    if (search === null) return;
    this.advance(search, image, clock, drive);
    this.journal.update(search, this.doubts.alarm, drive.loadSetpoint, clock, events);
  }

  private advance(search: LoadSearch, image: ProcessImage, clock: Float64Array, drive: LoadDrive): void {
    const { readings } = search;
    const nowS = clock[CLOCK.nowS]!;
    readings[READING.dtS] = Number.isNaN(this.lastS) ? 0 : Math.min(LONGEST_TICK_S, nowS - this.lastS);
    this.lastS = nowS;
    readings[READING.setpoint] = drive.loadSetpoint;
    const obstacle = this.obstacle(image, drive) ?? this.doubt(image, readings);
    if (obstacle !== null) {
      search.freeze(obstacle);
      return;
    }
    search.update();
    drive.loadSetpoint = readings[READING.setpoint]!;
  }

  /** Why the setpoint must not move now; null when it may. */
  private obstacle(image: ProcessImage, { plant, degradation }: LoadDrive): LoadReason | null {
    if (!this.drivesLoad) return 'no_load_output';
    if (plant.state !== 'running') return 'not_running';
    if (degradation >= STEP.twinPaused) return 'degraded';
    const needsCompressor = this.objective === 'efficiency';
    if (this.velocity < 0 || this.power < 0 || (needsCompressor && this.compressor < 0)) {
      return 'channel_missing';
    }
    const sees =
      image.isUsable(this.velocity) &&
      image.isUsable(this.power) &&
      (!needsCompressor || image.isUsable(this.compressor)) &&
      (this.tension < 0 || image.isUsable(this.tension)) &&
      (this.overspeed < 0 || image.isUsable(this.overspeed));
    return sees ? null : 'channel_unusable';
  }

  /** Why the readings must not be believed now; null when they may. Reads them. */
  private doubt(image: ProcessImage, readings: Float64Array): LoadReason | null {
    const { doubts, powerCheck } = this;
    this.read(image, readings);
    doubts.elapsedS = readings[READING.dtS]!;
    powerCheck.update(readings);
    if (powerCheck.isAway) return 'no_power';
    if (doubts.update()) return 'channel_doubted';
    return powerCheck.isDoubtful ? 'power_doubted' : null;
  }

  private read(image: ProcessImage, readings: Float64Array): void {
    const velocityMps = this.magnitude(image, this.velocity);
    const overspeedShare = this.overspeed < 0 ? 0 : this.magnitude(image, this.overspeed) / this.maxOverspeed;
    readings[READING.velocityMps] = velocityMps;
    readings[READING.powerW] = image.isUsable(this.power) ? image.read(this.power) : Number.NaN;
    // Without a power of the compressor that can be believed the air counts as unchanged.
    this.airDoubts.elapsedS = readings[READING.dtS]!;
    readings[READING.compressorW] = this.airDoubts.update()
      ? Number.NaN
      : this.magnitude(image, this.compressor);
    readings[READING.speedShare] = Math.max(velocityMps / this.maxVelocityMps, overspeedShare);
    readings[READING.forceShare] =
      this.tension < 0 ? 0 : this.magnitude(image, this.tension) / this.maxForceN;
    this.readGenerator(image, readings);
  }

  private readGenerator(image: ProcessImage, readings: Float64Array): void {
    const { ratedTorque, minSpeed, gearRatio, sprocketRadius, armatureResistance, machineConstant } =
      this.machine;
    const speed = this.magnitude(image, this.speed);
    const torque = this.magnitude(image, this.torque);
    const shaft = (readings[READING.velocityMps]! * gearRatio) / sprocketRadius;
    const promised = readings[READING.setpoint]! * ratedTorque * Math.min(1, shaft / minSpeed);
    readings[READING.generatorMps] = Number.isNaN(speed) ? 0 : (speed * sprocketRadius) / gearRatio;
    readings[READING.shaftW] = torque * speed - armatureResistance * (torque / machineConstant) ** 2;
    readings[READING.promisedW] = promised * shaft - armatureResistance * (promised / machineConstant) ** 2;
  }

  /** NaN for a channel that has no usable value. */
  private magnitude(image: ProcessImage, channel: number): number {
    return image.isUsable(channel) ? Math.abs(image.read(channel)) : Number.NaN;
  }
}

/** The lowest speed of the chain, m/s, that is a limit or the threshold of an alarm rule. */
function lowestVelocityLimit({ limits, alerts }: Config): number {
  const alarms = alerts.rules.filter(
    ({ enabled, channel, comparison }) => enabled && channel === 'chain.velocity' && comparison === 'above',
  );
  return Math.min(limits.maxVelocity, ...alarms.map(({ threshold }) => threshold));
}
