// Finds the fault whose signature explains the deviations best.
import { FAULTS } from './faults.js';
import { RELATION } from './relations.js';

/** For each fault the deviations of its signature, at positions {@link RELATION}. */
const SIGNATURES: readonly Float64Array[] = FAULTS.map(({ signature }) => {
  const deviations = new Float64Array(RELATION.length);
  for (const [name, deviation] of Object.entries(signature))
    deviations[RELATION[name as keyof typeof RELATION]] = deviation;
  return deviations;
});

/** A fault that explains a smaller share of the strains does not explain them. */
export const LEAST_EXPLAINED = 0.5;
/** One fault is better than an earlier one of the table by at least this share. */
const MARGIN = 0.02;
/** A strain counts up to this: a deviation without bound must not hide what the other relations say. */
const MOST_STRAIN = 20;

/**
 * By least squares: with the fault's size as the free parameter, the share of the squared strains that it explains is
 * (x.g)^2 / (x.x g.g), over the relations that are judged.
 *
 * @param strain deviations as multiples of their limits
 * @param limit these limits
 * @param judged 1 for each relation that is judged
 * @param measured whether the channel is measured now that decides if a fault is possible: a lost sensor cannot read wrong
 * @param least a fault has to explain more than this share
 * @returns a position in {@link FAULTS}; -1 when none explains most of the strains
 */
export function mostLikelyFault(
  strain: Float64Array,
  limit: Float64Array,
  judged: Uint8Array,
  measured: Uint8Array,
  least = LEAST_EXPLAINED,
): number {
  let best = -1;
  let most = least;
  for (let f = 0; f < FAULTS.length; f++) {
    const { only } = FAULTS[f]!;
    if (only !== undefined && (only === 'measured') !== (measured[f] === 1)) continue;
    const share = explained(strain, limit, judged, f);
    if (share < most + (best >= 0 ? MARGIN : 0)) continue;
    most = share;
    best = f;
  }
  return best;
}

function explained(strain: Float64Array, limit: Float64Array, judged: Uint8Array, fault: number): number {
  const signature = SIGNATURES[fault]!;
  let [xg, xx, gg] = [0, 0, 0];
  for (let i = 0; i < RELATION.length; i++) {
    if (judged[i] === 0) continue;
    const x = Math.min(MOST_STRAIN, Math.max(-MOST_STRAIN, strain[i]!));
    const g = signature[i]! / limit[i]!;
    xg += x * g;
    xx += x * x;
    gg += g * g;
  }
  if (xx === 0 || gg === 0 || (xg <= 0 && FAULTS[fault]!.bothWays !== true)) return 0;
  return (xg * xg) / (xx * gg);
}
