// One step of the Bogacki-Shampine method: a third-order step with an embedded second-order step that gives the error estimate.
import { type ReducedModel, STATE } from './reduced-model.js';

/** A constant of this module: an imported or exported one is looked up at each use, also in a loop. */
const STATES = STATE.length;

/**
 * P. Bogacki, L. F. Shampine, "A 3(2) pair of Runge-Kutta formulas", Appl. Math. Lett. 2 (1989) 321-325. Works in buffers of
 * its own and allocates nothing.
 */
export class BogackiShampine {
  /**
   * Difference between the two orders in the last step, the largest of all states, as a share of the state's scale. The step
   * size is chosen from it.
   */
  error = 0;

  private readonly k1 = new Float64Array(STATES);
  private readonly k2 = new Float64Array(STATES);
  private readonly k3 = new Float64Array(STATES);
  private readonly k4 = new Float64Array(STATES);
  private readonly stage = new Float64Array(STATES);

  /** @param scale the unit of each state: errors are shares of it */
  constructor(
    private readonly model: ReducedModel,
    private readonly scale: Float64Array,
  ) {}

  /** Advances `x` in place by `h` seconds with the inputs held. */
  step(x: Float64Array, inputs: Float64Array, correction: Float64Array, h: number): void {
    const { model, k1, k2, k3, k4, stage } = this;
    model.derivative(x, inputs, correction, k1);
    for (let i = 0; i < STATES; i++) stage[i] = x[i]! + 0.5 * h * k1[i]!;
    model.derivative(stage, inputs, correction, k2);
    for (let i = 0; i < STATES; i++) stage[i] = x[i]! + 0.75 * h * k2[i]!;
    model.derivative(stage, inputs, correction, k3);
    for (let i = 0; i < STATES; i++) {
      x[i] = x[i]! + (h / 9) * (2 * k1[i]! + 3 * k2[i]! + 4 * k3[i]!);
    }
    model.derivative(x, inputs, correction, k4);
    let worst = 0;
    for (let i = 0; i < STATES; i++) {
      const difference = h * ((-5 / 72) * k1[i]! + k2[i]! / 12 + k3[i]! / 9 - k4[i]! / 8);
      worst = Math.max(worst, Math.abs(difference) / this.scale[i]!);
    }
    this.error = worst;
  }
}
