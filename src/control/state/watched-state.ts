// The plant as the conditions of the built-in alarms see it: filled by the alarms phase, read by the table's functions.
import type { SensorChannel } from '../../../hal/channels.js';
import type { WatchedPlant } from '../../catalogue/alarm-definition.js';
import type { DegradationCause, PlantState } from '../../vocabulary/words.js';
import type { ProcessImage } from './image.js';

export class WatchedState implements WatchedPlant {
  state: PlantState = 'standby';
  rateHz = Number.NaN;
  configuredRateHz = Number.NaN;
  degradation = 0;
  degradationCause: DegradationCause | null = null;

  constructor(private readonly image: ProcessImage) {}

  measured(channel: SensorChannel): number {
    const index = this.image.indexOf(channel);
    return this.image.isGood(index) ? this.image.read(index) : Number.NaN;
  }
}
