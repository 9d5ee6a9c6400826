// Adds up energy, hours, starts and trips from the frames of one run of the program.
import { QUALITY } from '../../hal/quality.js';
import { FRAME, type FrameLayout } from '../control/records/frame.js';
import { BASE_RATE_HZ, PLANT_STATES } from '../vocabulary/words.js';
import { EnergyMeter } from './energy-register.js';
import { addCounts, NO_COUNTS, type RunCounts } from './run-counts.js';
import type { Figures } from './totals.js';

const TICK_S = 1 / BASE_RATE_HZ;
const RUNNING = PLANT_STATES.indexOf('running');
const TRIPPED = PLANT_STATES.indexOf('tripped');

/** A power of the plant with its place in the frame; -1 when the plant has no such channel. */
interface MeteredChannel {
  readonly index: number;
  readonly meter: EnergyMeter;
}

/**
 * Reads no clock. Base ticks are numbered on the monotonic clock, and each frame stands for one of them, so a wall clock that is
 * set changes nothing. The ticks between two frames with a gap (a stall, missed ticks, frames that were lost) count as powered
 * and as unmeasured; they are never filled with a value.
 */
export class Accumulator {
  /** Base ticks of the first and the last frame; NaN before the first. */
  firstTick = Number.NaN;
  lastTick = Number.NaN;
  private readonly qualities: number;
  private readonly values: number;
  private readonly generated: MeteredChannel;
  private readonly compressor: MeteredChannel;
  private readonly metered: readonly MeteredChannel[];
  private unmeasuredTicks = 0;
  private poweredTicks = 0;
  private runningTicks = 0;
  private unavailableTicks = 0;
  private lastPlant = -1;
  private counts: RunCounts = NO_COUNTS;
  /** The counts that belong to earlier figures. */
  private before: Pick<RunCounts, 'starts' | 'trips'> = NO_COUNTS;

  constructor(private readonly layout: FrameLayout) {
    const { channels, values, qualities } = layout;
    const channel = (name: string) => ({ index: channels.indexOf(name), meter: new EnergyMeter() });
    this.values = values;
    this.qualities = qualities;
    this.generated = channel('generator.power');
    this.compressor = channel('pneumatics.compressorPower');
    this.metered = [this.generated, this.compressor].filter(({ index }) => index >= 0);
  }

  /** Takes a frame. Frames come in the order of ticks; some may be missing. @param frame laid out as FRAME */
  frame(frame: Float64Array): void {
    const tick = frame[FRAME.tick]!;
    const isFirst = Number.isNaN(this.lastTick);
    if (isFirst) this.firstTick = tick;
    const missing = isFirst ? 0 : tick - this.lastTick - 1;
    if (missing < 0) return;
    this.lastTick = tick;
    const plant = frame[FRAME.plant]!;
    // The state between two frames is known only when both have the same one.
    if (missing > 0) this.miss(missing, plant === this.lastPlant ? plant : -1);
    this.lastPlant = plant;
    this.pass(1, plant);
    let isMeasured = true;
    for (const { index, meter } of this.metered) {
      if (frame[this.qualities + index] === QUALITY.good) {
        meter.measure(frame[this.values + index]!, TICK_S);
      } else {
        meter.miss(1);
        isMeasured = false;
      }
    }
    if (!isMeasured) this.unmeasuredTicks++;
  }

  /** Sets the starts and trips of the run so far. */
  count(counts: RunCounts): void {
    this.counts = counts;
  }

  /** Counts ticks of which no frame is known. @param plant the plant's state in them, -1 when it is not known */
  miss(ticks: number, plant = -1): void {
    this.pass(ticks, plant);
    for (const { meter } of this.metered) meter.miss(ticks);
    if (this.metered.length > 0) this.unmeasuredTicks += ticks;
  }

  /** A new accumulator that continues after this one: its figures begin at zero. */
  continued(): Accumulator {
    const next = new Accumulator(this.layout);
    next.firstTick = this.lastTick;
    next.lastTick = this.lastTick;
    next.lastPlant = this.lastPlant;
    next.counts = this.counts;
    next.before = this.counts;
    return next;
  }

  /** Leaves out starts and trips of this run that earlier figures have. */
  exclude(counted: Pick<RunCounts, 'starts' | 'trips'>): void {
    this.before = counted;
  }

  get runCounts(): RunCounts {
    return this.counts;
  }

  get figures(): Figures {
    const { counts, before } = this;
    return {
      generated: this.generated.meter.register,
      compressor: this.compressor.meter.register,
      unmeasuredTicks: this.unmeasuredTicks,
      poweredTicks: this.poweredTicks,
      runningTicks: this.runningTicks,
      unavailableTicks: this.unavailableTicks,
      starts: counts.starts - before.starts,
      trips: addCounts(counts.trips, before.trips, -1),
    };
  }

  private pass(ticks: number, plant: number): void {
    this.poweredTicks += ticks;
    if (plant === RUNNING) this.runningTicks += ticks;
    if (plant === TRIPPED || (this.counts.standsByFault && plant !== RUNNING)) this.unavailableTicks += ticks;
  }
}
