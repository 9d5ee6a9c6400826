// The plant as the conditions of the built-in alarms see it: filled by the alarms phase, read by the table's functions.
import { SENSOR_CHANNELS, type SensorChannel } from '../../../hal/channels.js';
import type { PlantParameters } from '../../../hal/plant-parameters.js';
import {
  REPEATED_CHANNELS,
  type RepeatedChannel,
  type WatchedPlant,
} from '../../catalogue/alarm-definition.js';
import { HOST_CHANNEL_NAMES, type HostChannel } from '../../catalogue/host-channels.js';
import { type DegradationCause, type PlantState, positionOf } from '../../vocabulary/words.js';
import type { ProcessImage } from './image.js';

/** The channels that a condition may ask for. */
const MEASURED: readonly string[] = [...SENSOR_CHANNELS.map(({ name }) => name), ...HOST_CHANNEL_NAMES];

export class WatchedState implements WatchedPlant {
  state: PlantState = 'standby';
  rateHz = Number.NaN;
  configuredRateHz = Number.NaN;
  degradation = 0;
  degradationCause: DegradationCause | null = null;
  stateForS = 0;
  chainTurns = false;
  chainIsSlow: boolean | null = null;
  chainSpeedMps = Number.NaN;
  startFailed = false;
  stopFailed = false;
  load = 0;
  promisedPowerW = Number.NaN;
  powerIsDoubted = false;
  supplyIsDoubted = false;
  hostIsSilent = false;
  readonly cutInPa: number;
  readonly cutOutPa: number;

  /** The index in the image of each of the MEASURED channels. */
  private readonly measuredAt: Int32Array;
  /** Of each of the REPEATED_CHANNELS: its index in the image, and the last two measurements with the time of the later one. */
  private readonly repeated: Int32Array;
  private readonly latest = new Float64Array(REPEATED_CHANNELS.length).fill(Number.NaN);
  private readonly before = new Float64Array(REPEATED_CHANNELS.length).fill(Number.NaN);
  private readonly notedS = new Float64Array(REPEATED_CHANNELS.length).fill(Number.NaN);

  constructor(
    private readonly image: ProcessImage,
    { pressureOn, pressureOff }: Pick<PlantParameters, 'pressureOn' | 'pressureOff'>,
  ) {
    this.cutInPa = pressureOn;
    this.cutOutPa = pressureOff;
    this.measuredAt = Int32Array.from(MEASURED, (name) => image.indexOf(name));
    this.repeated = Int32Array.from(REPEATED_CHANNELS, (name) => image.indexOf(name));
  }

  /** Takes the measurements of a control tick. */
  note(): void {
    const { image, repeated, notedS, latest, before } = this;
    for (let i = 0; i < repeated.length; i++) {
      const channel = repeated[i]!;
      if (!image.isGood(channel) || image.timeOf(channel) === notedS[i]) continue;
      notedS[i] = image.timeOf(channel);
      before[i] = latest[i]!;
      latest[i] = image.read(channel);
    }
  }

  lowerOfTwo(channel: RepeatedChannel): number {
    const i = positionOf(REPEATED_CHANNELS, channel);
    return this.image.isGood(this.repeated[i]!) ? Math.min(this.latest[i]!, this.before[i]!) : Number.NaN;
  }

  higherOfTwo(channel: RepeatedChannel): number {
    const i = positionOf(REPEATED_CHANNELS, channel);
    return this.image.isGood(this.repeated[i]!) ? Math.max(this.latest[i]!, this.before[i]!) : Number.NaN;
  }

  measured(channel: SensorChannel | HostChannel): number {
    // Faster for a few dozen names than a map, which computes with the characters of the name.
    const index = this.measuredAt[positionOf(MEASURED, channel)]!;
    return this.image.isGood(index) ? this.image.read(index) : Number.NaN;
  }
}
