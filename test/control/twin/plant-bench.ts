// A simulated plant whose sensors fill a process image, advanced tick by tick in virtual time.
import { QUALITY, type Quality } from '../../../hal/quality.js';
import type { SimulationParameters } from '../../../hal/sim/parameters.js';
import { SimHal } from '../../../hal/sim/sim-hal.js';
import { TWIN_CHANNELS } from '../../../src/catalogue/channels.js';
import { SlopeWindow } from '../../../src/control/derived/slope.js';
import { ProcessImage } from '../../../src/control/state/image.js';
import { CLOCK } from '../../../src/control/tick.js';
import { DigitalTwin, TWIN_INPUT, type TwinOptions } from '../../../src/control/twin/digital-twin.js';
import { PLANT_DEFAULTS } from '../../hal/sim/plant-defaults.js';

export const DEFAULTS: SimulationParameters = PLANT_DEFAULTS;

export interface BenchOptions {
  readonly plant?: Partial<SimulationParameters>;
  readonly twin?: Partial<TwinOptions>;
  readonly rateHz?: number;
  /** Channels that this plant has no sensor for. */
  readonly without?: readonly string[];
}

const COMPUTED = ['generator.power', 'chain.acceleration'];

/** Begins with the brake applied. `start` releases it, and the load comes on when the chain turns. */
export class PlantBench {
  readonly hal: SimHal;
  readonly image: ProcessImage;
  readonly twin: DigitalTwin;
  readonly clock = new Float64Array(CLOCK.length);
  readonly rateHz: number;
  /** Load setpoint after the soft start. */
  load = 0.75;
  /** The used share of the tick's time budget. */
  compute = 0.01;
  /** Called after each tick. */
  afterTick: (bench: PlantBench) => void = () => {};

  private tick = 0;
  private releasedS = Number.NaN;
  private loadedS = Number.NaN;
  private readonly setpoints = new Float64Array(3);
  private readonly slope = new SlopeWindow(0.25);

  constructor({ plant = {}, twin = {}, rateHz = 15, without = [] }: BenchOptions = {}) {
    this.rateHz = rateHz;
    this.hal = new SimHal({ parameters: { ...DEFAULTS, ...plant } });
    const measured = [...this.hal.samples.names, ...COMPUTED].filter((name) => !without.includes(name));
    const residuals = TWIN_CHANNELS.filter((name) => measured.includes(name)).map(
      (name) => `twin.residual.${name}`,
    );
    this.image = new ProcessImage([...measured, ...residuals]);
    this.twin = new DigitalTwin(this.image, {
      parameters: DEFAULTS,
      adaptiveTimestep: true,
      minTimestep: 0.05,
      maxTimestep: 0.2,
      periodS: 1 / rateHz,
      ...twin,
    });
  }

  /** Time since the bench began, s. */
  get nowS(): number {
    return this.clock[CLOCK.nowS]!;
  }

  /** True when the load is on. */
  get isRunning(): boolean {
    return this.setpoints[2]! > 0;
  }

  async open(): Promise<this> {
    await this.hal.open(0, {
      lost: () => {},
      recovered: () => {},
      warned: () => {},
      emergencyStop: () => {},
    });
    return this;
  }

  start(): this {
    this.releasedS = this.nowS;
    return this;
  }

  /** Applies the brake and opens the contactor. */
  stop(): this {
    this.releasedS = Number.NaN;
    this.loadedS = Number.NaN;
    return this;
  }

  run(seconds: number): this {
    const end = this.tick + Math.round(seconds * this.rateHz);
    while (this.tick < end) this.step();
    return this;
  }

  /** Lets time pass without a tick, as when the process stands still. */
  skip(seconds: number): this {
    this.tick += Math.round(seconds * this.rateHz);
    return this;
  }

  channel(name: string): number {
    return this.image.reported(this.image.indexOf(name));
  }

  private step(): void {
    this.tick++;
    this.clock[CLOCK.nowS] = this.tick / this.rateHz;
    this.clock[CLOCK.computeS] = this.compute / this.rateHz;
    this.hal.advance(this.nowS);
    this.acquire();
    this.twin.inputs[TWIN_INPUT.load] = this.setpoints[2]!;
    this.twin.inputs[TWIN_INPUT.brakeReleased] = this.setpoints[0]!;
    this.twin.inputs[TWIN_INPUT.connected] = this.setpoints[1]!;
    this.twin.estimate(this.image, this.clock);
    this.image.noteChanges();
    this.afterTick(this);
    this.drive();
  }

  private acquire(): void {
    const { samples } = this.hal;
    samples.names.forEach((name, i) => {
      const at = this.image.indexOf(name);
      this.image.set(at, samples.value[i]!, samples.timeS[i]!, samples.quality[i] as Quality);
      if (this.nowS - samples.timeS[i]! > samples.staleAfterS[i]!) this.image.downgrade(at, QUALITY.stale);
    });
    const power = this.channel('generator.voltage') * this.channel('generator.current');
    this.image.set(this.image.indexOf('generator.power'), power, this.nowS, QUALITY.good);
    const velocity = this.image.indexOf('chain.velocity');
    if (!this.image.isGood(velocity)) return;
    this.slope.add(this.image.timeOf(velocity), this.image.read(velocity));
    this.image.set(
      this.image.indexOf('chain.acceleration'),
      this.slope.slope(this.nowS),
      this.nowS,
      QUALITY.good,
    );
  }

  private drive(): void {
    const released = this.nowS >= this.releasedS;
    if (released && Number.isNaN(this.loadedS) && this.hal.plant.velocity > 1) this.loadedS = this.nowS;
    const share = Math.min(1, Math.max(0, (this.nowS - this.loadedS) / 5));
    this.setpoints.set([released ? 1 : 0, released ? 1 : 0, released && share > 0 ? share * this.load : 0]);
    this.hal.write(this.setpoints);
  }
}
