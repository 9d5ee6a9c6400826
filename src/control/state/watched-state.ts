// The plant as the conditions of the built-in alarms see it: filled by the alarms phase, read by the table's functions.
import type { SensorChannel } from '../../../hal/channels.js';
import type { PlantParameters } from '../../../hal/plant-parameters.js';
import type { WatchedPlant } from '../../catalogue/alarm-definition.js';
import type { DegradationCause, PlantState } from '../../vocabulary/words.js';
import type { ProcessImage } from './image.js';

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
  readonly cutInPa: number;
  readonly cutOutPa: number;

  constructor(
    private readonly image: ProcessImage,
    { pressureOn, pressureOff }: Pick<PlantParameters, 'pressureOn' | 'pressureOff'>,
  ) {
    this.cutInPa = pressureOn;
    this.cutOutPa = pressureOff;
  }

  measured(channel: SensorChannel): number {
    const index = this.image.indexOf(channel);
    return this.image.isGood(index) ? this.image.read(index) : Number.NaN;
  }
}
