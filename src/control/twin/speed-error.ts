// How far the tank's pressure is from the model because the chain is slower or faster than the model.

/** A larger error of the speed is counted as this one, as a share of the default speed. */
const MOST_FASTER = 1;

/** What the equations of `docs/plant.md` and the twin's observer give for a plant. */
export interface TankResponse {
  /** Air that full floaters draw in a second at the default speed, as the change of the tank's pressure that it causes, in shares of the overpressure. */
  readonly drawnPerSecond: number;
  /** Rate at which the observer corrects the pressure, 1/s, and the largest deviation by which it does so, a share of the overpressure. */
  readonly pullPerSecond: number;
  readonly mostPulled: number;
}

/**
 * A chain that starts later than the model, or slower, draws less air meanwhile, so the pressure is above that of the model. This is not a
 * second fault. The estimate is an upper bound: it assumes full floaters, and no effect of the pressure on the air that is drawn.
 */
export class SpeedError {
  /** The residual of the pressure that the error of the speed explains, a share of the overpressure, with its sign. */
  pressure = 0;

  constructor(private readonly tank: TankResponse) {}

  /**
   * Takes a tick. Of two speeds that contradict each other, the one that is closer to the model counts.
   *
   * @param residual residuals of the two speeds at the positions `chain` and `shaft`, shares of the default speed; NaN where there is none
   */
  update(residual: Float64Array, chain: number, shaft: number, elapsedS: number): void {
    const { tank } = this;
    const ofChain = residual[chain]!;
    const ofShaft = residual[shaft]!;
    const isCloser = Number.isNaN(ofShaft) || Math.abs(ofChain) < Math.abs(ofShaft);
    const faster = isCloser ? ofChain : ofShaft;
    const drawn = Number.isNaN(faster) ? 0 : tank.drawnPerSecond * within(MOST_FASTER, faster);
    const pulled = tank.pullPerSecond * within(tank.mostPulled, this.pressure);
    this.pressure -= elapsedS * (drawn + pulled);
  }

  /** How much of a residual of the pressure is explained: nothing when it has the other sign. */
  explains(residual: number): number {
    return Math.max(0, residual < 0 ? -this.pressure : this.pressure);
  }

  reset(): void {
    this.pressure = 0;
  }
}

function within(bound: number, value: number): number {
  return Math.min(bound, Math.max(-bound, value));
}
