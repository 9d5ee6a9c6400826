// Watches the signals of the plant for an oscillation, and decides whether it concerns the operator.
import type { ProcessImage } from '../state/image.js';
import { OscillationDetector } from './oscillation.js';

/** Signals that are watched. */
export const OSCILLATING_CHANNELS = ['chain.velocity', 'generator.power'] as const;
export type OscillatingChannel = (typeof OSCILLATING_CHANNELS)[number];

/** A signal may be missing for this time without an end of its oscillation, s: longer than a swing. */
const LONGEST_GAP_S = 30;
/**
 * The search on the load looks for the load at which the chain begins to swing, and leaves it again by itself. The operator has
 * nothing to do unless the swings outlast such a look, s.
 */
const SEARCH_PATIENCE_S = 900;

export class OscillationWatch {
  /** The channel with a growing oscillation; null when there is none. */
  channel: OscillatingChannel | null = null;
  /** Period of that oscillation, s; 0 when there is none. */
  periodS = 0;
  /** Ratio of each swing to the one before; 0 when there is no oscillation. */
  growth = 0;

  private readonly detectors: readonly OscillationDetector[];
  private readonly channels: Int32Array;
  /** Time for which each signal has been missing, s. */
  private readonly gapS = new Float64Array(OSCILLATING_CHANNELS.length);
  private lastsS = 0;
  private concerns = false;

  /** @param floors a smaller reversal of the signals is ripple or noise, in their units */
  constructor(image: ProcessImage, floors: readonly number[]) {
    this.detectors = floors.map((floor) => new OscillationDetector(floor));
    this.channels = Int32Array.from(OSCILLATING_CHANNELS, (name) => image.indexOf(name));
  }

  setFloors(floors: readonly number[]): void {
    floors.forEach((floor, i) => {
      this.detectors[i]!.floor = floor;
    });
  }

  /** True while signal number `i` oscillates. */
  isActive(i: number): boolean {
    return this.detectors[i]!.active;
  }

  /** Takes the signals of a tick. */
  update(image: ProcessImage, elapsedS: number): void {
    for (let i = 0; i < this.detectors.length; i++) this.follow(i, image, elapsedS);
    this.name();
    this.lastsS = this.channel === null ? 0 : this.lastsS + elapsedS;
  }

  /**
   * True while the operator should know of the oscillation: until its end, once it is true.
   *
   * @param searching the search on the load chooses the load now
   */
  concernsOperator(searching: boolean): boolean {
    const patienceS = searching ? SEARCH_PATIENCE_S : 0;
    this.concerns = this.channel !== null && (this.concerns || this.lastsS >= patienceS);
    return this.concerns;
  }

  /** Forgets the signals, for example after a gap. */
  reset(): void {
    for (const detector of this.detectors) detector.reset();
    this.gapS.fill(0);
    this.name();
  }

  private follow(i: number, image: ProcessImage, elapsedS: number): void {
    const detector = this.detectors[i]!;
    const channel = this.channels[i]!;
    if (image.isGood(channel)) {
      detector.value = image.read(channel);
      detector.elapsedS = elapsedS;
      detector.update();
      this.gapS[i] = 0;
    } else {
      this.gapS[i] = this.gapS[i]! + elapsedS;
      if (this.gapS[i]! > LONGEST_GAP_S) detector.reset();
    }
  }

  /** Velocity and power swing together. The channel that was seen first names the oscillation until both are calm. */
  private name(): void {
    const { detectors } = this;
    let reported = this.channel === null ? -1 : OSCILLATING_CHANNELS.indexOf(this.channel);
    let active = -1;
    for (let i = 0; i < detectors.length; i++) {
      if (detectors[i]!.active && active < 0) active = i;
    }
    if (active < 0 || reported < 0) reported = active;
    this.channel = reported < 0 ? null : OSCILLATING_CHANNELS[reported]!;
    this.periodS = active < 0 ? 0 : detectors[active]!.periodS;
    this.growth = active < 0 ? 0 : detectors[active]!.growth;
  }
}
