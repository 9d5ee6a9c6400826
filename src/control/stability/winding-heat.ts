// Follows how warm the winding should be, so that a temperature that does not move with it is a surprise.
import type { PlantParameters } from '../../../hal/plant-parameters.js';
import type { ProcessImage } from '../state/image.js';

export type HeatParameters = Pick<
  PlantParameters,
  'armatureResistance' | 'ironLoss' | 'thermalCapacity' | 'thermalResistance' | 'ambientTemperature'
>;

/** A temperature is stuck when the winding should have become warmer or colder by this many degrees, and by this many steps of its sensor. */
const SURPRISING_DEGREES = 8;
const SURPRISING_STEPS = 5;

/**
 * One heat capacity that copper and iron losses heat and the air around it cools. Only the movement of the model counts, not its
 * value, so an error of its parameters makes no alarm while the temperature stays where it is.
 */
export class WindingHeat {
  /** In: time since the last tick, s. */
  elapsedS = 0;
  /** Resolution of the sensor, degC; NaN when it is unknown. */
  resolution = Number.NaN;
  private readonly current: number;
  private readonly speed: number;
  private modelled = Number.NaN;
  /** The modelled temperature at the last change of the measured one. */
  private atChange = Number.NaN;

  constructor(
    image: ProcessImage,
    private readonly p: HeatParameters,
  ) {
    this.current = image.indexOf('generator.current');
    this.speed = image.indexOf('generator.speed');
  }

  /** Takes one tick; `measured[row]` is the measured temperature, degC. When the losses are unknown, the comparison begins anew. */
  follow(image: ProcessImage, measured: Float64Array, row: number, hasChanged: boolean): void {
    const { p, current, speed, elapsedS } = this;
    if (Number.isNaN(this.modelled)) this.modelled = measured[row]!;
    const isKnown = image.isGood(current) && image.isGood(speed);
    if (isKnown) {
      const heat = p.armatureResistance * image.read(current) ** 2 + p.ironLoss * image.read(speed) ** 2;
      const cooling = (this.modelled - p.ambientTemperature) / p.thermalResistance;
      this.modelled += ((heat - cooling) * elapsedS) / p.thermalCapacity;
    }
    if (hasChanged || !isKnown || Number.isNaN(this.atChange)) this.atChange = this.modelled;
  }

  /** True when the measured temperature should have changed by now. */
  get isStill(): boolean {
    const steps = Number.isNaN(this.resolution) ? 0 : SURPRISING_STEPS * this.resolution;
    return Math.abs(this.modelled - this.atChange) > Math.max(SURPRISING_DEGREES, steps);
  }
}
