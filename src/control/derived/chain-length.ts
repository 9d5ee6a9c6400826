// The length of the chain: the way in which every floater passes once.
import type { PlantParameters } from '../../../hal/plant-parameters.js';

/** m */
export function chainLengthM({
  height,
  sprocketRadius,
}: Pick<PlantParameters, 'height' | 'sprocketRadius'>): number {
  return 2 * height + 2 * Math.PI * sprocketRadius;
}
