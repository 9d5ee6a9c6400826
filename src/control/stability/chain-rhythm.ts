// Learns which sensors change with every floater that passes, so that no change over several floaters is a surprise.

/** Channels that the rhythm of the floaters moves: each of them that fills or empties changes the force, the speed and the air. */
const RHYTHMIC_CHANNELS: readonly string[] = [
  'chain.velocity',
  'chain.position',
  'generator.speed',
  'generator.voltage',
  'pneumatics.tankPressure',
];
/** A sensor is judged when it changed with nearly all of this many floaters. */
const FLOATERS_TO_KNOW = 50;
const ALWAYS = 0.95;
const WEIGHT = 0.02;
/** It is stuck when this many floaters passed without a change. */
const FLOATERS_MISSED = 3;
/** These move so far in a turn of the chain that their sensor need not have moved before. */
const ALWAYS_MOVING: readonly string[] = ['chain.position', 'pneumatics.tankPressure'];

export class ChainRhythm {
  private readonly isRhythmic: Uint8Array;
  private readonly alwaysMoves: Uint8Array;
  /** Floaters that passed since the last change. */
  private readonly still: Float64Array;
  /** Floaters that passed since the last one that was counted, and whether the value changed meanwhile. */
  private readonly passed: Float64Array;
  private readonly moved: Uint8Array;
  /** Share of the floaters with which the value changed, and how many were counted. */
  private readonly share: Float64Array;
  private readonly counted: Float64Array;

  /** @param floaters on the whole chain */
  constructor(
    sensors: readonly string[],
    private readonly floaters: number,
  ) {
    const n = sensors.length;
    this.isRhythmic = Uint8Array.from(sensors, (name) => (RHYTHMIC_CHANNELS.includes(name) ? 1 : 0));
    this.alwaysMoves = Uint8Array.from(sensors, (name) => (ALWAYS_MOVING.includes(name) ? 1 : 0));
    this.still = new Float64Array(n);
    this.passed = new Float64Array(n);
    this.moved = new Uint8Array(n);
    this.share = new Float64Array(n);
    this.counted = new Float64Array(n);
  }

  /** Takes one tick of a sensor: `passing[0]` floaters have passed since the last one, a small part of one as a rule. */
  observe(row: number, passing: Float64Array, hasChanged: boolean): void {
    if (this.isRhythmic[row] === 0) return;
    this.still[row] = hasChanged ? 0 : this.still[row]! + passing[0]!;
    this.passed[row] = this.passed[row]! + passing[0]!;
    if (hasChanged) this.moved[row] = 1;
    if (this.passed[row]! < 1) return;
    this.passed[row] = 0;
    if (!this.isStill(row)) this.count(row);
    this.moved[row] = 0;
  }

  /** True when the sensor should have changed by now. */
  isStill(row: number): boolean {
    const isKnown = this.counted[row]! >= FLOATERS_TO_KNOW && this.share[row]! >= ALWAYS;
    if (isKnown && this.still[row]! >= FLOATERS_MISSED) return true;
    return this.alwaysMoves[row] === 1 && this.still[row]! >= this.floaters;
  }

  /** Begins the present stillness anew, for example when the plant stops. What was learned stays. */
  rest(): void {
    this.still.fill(0);
    this.passed.fill(0);
    this.moved.fill(0);
  }

  private count(row: number): void {
    this.counted[row]!++;
    const weight = Math.max(WEIGHT, 1 / this.counted[row]!);
    this.share[row] = this.share[row]! + weight * (this.moved[row]! - this.share[row]!);
  }
}
