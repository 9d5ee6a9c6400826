// Judges the tank's pressure while the compressor's power is not known, from how far it is from the model under the power from before.
import type { PlantParameters } from '../../../../hal/plant-parameters.js';
import { INPUT } from '../reduced-model.js';
import type { RunningModel } from '../running-model.js';
import type { ModelDeviations } from './model-deviations.js';

/** Rate at which the measured pressure corrects the model while the power is not known, 1/s: soon, but not with its noise. */
export const FOLLOW_GAIN = 1;
/**
 * Somebody may have given the compressor more power meanwhile, so more air than expected says little. It counts up to this share of the
 * overpressure at the default operating point: well below the limit.
 */
const MOST_SURPLUS = 0.02;

/**
 * With the power known, the twin predicts the pressure and its residual shows a leak. Without it the twin follows the measured pressure.
 * The distance that then remains is smaller, but shows the same missing flow.
 */
export class TankBalance {
  /** In: measured pressure less that of the model, Pa; NaN while it is not measured. */
  distance = Number.NaN;

  /** @param overpressure at the default operating point, Pa */
  constructor(
    private readonly model: RunningModel,
    private readonly p: PlantParameters,
    private readonly deviations: ModelDeviations,
    private readonly overpressure: number,
  ) {}

  /** The residual that the twin would have, a share of the overpressure; negative when air is missing. NaN while the compressor may be off. */
  get residual(): number {
    const { model, p, deviations } = this;
    const isOn = model.pressure < p.pressureOn && model.inputs[INPUT.compressorPower]! > 0;
    if (!isOn) return Number.NaN;
    const flow = deviations.flowPerResidual(FOLLOW_GAIN) * this.distance;
    return Math.min(MOST_SURPLUS, flow / deviations.flowPerResidual() / this.overpressure);
  }
}
