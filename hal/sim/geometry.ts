// The path of the floaters: depth and slope at a position on the loop.
import type { PlantParameters } from '../plant-parameters.js';

/** Below this travel a difference of depths loses more digits than the slope in the middle is wrong, m. */
const SHORT_TRAVEL = 1e-4;

/**
 * A loop of two straights and two half circles. The path position `s`, in metres, is 0 where the ascending straight
 * begins, and grows in the direction of motion: up, over the upper sprocket, down, under the lower one.
 */
export class Loop {
  /** Length of the whole path, m. */
  readonly length: number;
  /** Position of the highest point, where a floater turns over and its air leaves, m. */
  readonly apex: number;
  private readonly height: number;
  private readonly radius: number;
  private readonly topDepth: number;
  private readonly descent: number;
  private readonly lowerArc: number;

  constructor(parameters: Pick<PlantParameters, 'height' | 'sprocketRadius' | 'topDepth'>) {
    this.height = parameters.height;
    this.radius = parameters.sprocketRadius;
    this.topDepth = parameters.topDepth;
    const halfTurn = Math.PI * this.radius;
    this.descent = this.height + halfTurn;
    this.lowerArc = this.descent + this.height;
    this.length = this.lowerArc + halfTurn;
    this.apex = this.height + halfTurn / 2;
  }

  /** The position of the same point of the path within 0 .. {@link length}. */
  wrap(s: number): number {
    const wrapped = s - this.length * Math.floor(s / this.length);
    return wrapped < this.length ? wrapped : 0;
  }

  /** Depth below the surface in metres at `s`, which may be up to one loop outside 0 .. {@link length}. */
  depth(s: number): number {
    const at = s < 0 ? s + this.length : s >= this.length ? s - this.length : s;
    if (at < this.height) return this.topDepth + this.height - at;
    if (at < this.descent) return this.topDepth - this.radius * Math.sin((at - this.height) / this.radius);
    if (at < this.lowerArc) return this.topDepth + (at - this.descent);
    return this.topDepth + this.height + this.radius * Math.sin((at - this.lowerArc) / this.radius);
  }

  /** Change of depth for each metre of path at `s`: -1 on the ascent, 1 on the descent. Same range as {@link depth}. */
  slope(s: number): number {
    const at = s < 0 ? s + this.length : s >= this.length ? s - this.length : s;
    if (at < this.height) return -1;
    if (at < this.descent) return -Math.cos((at - this.height) / this.radius);
    if (at < this.lowerArc) return 1;
    return Math.cos((at - this.lowerArc) / this.radius);
  }

  /**
   * The mean of {@link slope} over `travel` metres of path around `s`. Multiplied by the travel it is the exact change of
   * depth. The slope in the middle alone would be inexact on the half circles.
   */
  meanSlope(s: number, travel: number): number {
    if (s > 0 && s < this.height) return -1;
    if (Math.abs(travel) < SHORT_TRAVEL) return this.slope(s);
    return (this.depth(s + travel / 2) - this.depth(s - travel / 2)) / travel;
  }
}
