// The air in the floaters: its injection, its lift, its spilling, and its venting at the top.

import type { PlantParameters } from '../plant-parameters.js';
import type { Loop } from './geometry.js';
import { type Ledger, TERM } from './ledger.js';

/**
 * The quantity of air is its content a = p V_air in joules (Pa m^3), which is constant while the air rises isothermally. At
 * the pressure p, a content a can still do the work a ln(p / p0), which is called its worth.
 *
 * Injection and venting can begin and end within a step. Therefore each step is planned with its predicted length: a
 * content that is present for a part of the step lifts only for that part. Without this the energy ledger would not close.
 */
export class Floaters {
  /** Content of each floater, J. */
  readonly content: Float64Array;
  /** Content that the planned step takes from the tank, J. */
  injected = 0;
  /** Worth of that content at the floaters that take it, J. */
  injectedWorth = 0;

  private readonly loop: Loop;
  private readonly p0: number;
  private readonly pressurePerMetre: number;
  private readonly volume: number;
  private readonly spacing: number;
  private readonly valve: number;
  private readonly window: number;
  private readonly fillLimit: number;
  /** The plan of a step. Predicted travel of the chain, m. */
  private travel = 0;
  /** For each floater: position at the start of the step, m. */
  private readonly start: Float64Array;
  /** For each floater: middle of the path on which it lifts, m. */
  private readonly point: Float64Array;
  /** For each floater: the share of the step in which it lifts, 0..1. */
  private readonly share: Float64Array;
  /** For each floater: the content that lifts, J. */
  private readonly lifting: Float64Array;
  /** For each floater: the content at the end of the step, before spilling, J. */
  private readonly planned: Float64Array;
  /** For each floater: 1 when its content leaves at the apex. */
  private readonly vents: Uint8Array;

  constructor(parameters: PlantParameters, loop: Loop) {
    const n = parameters.floaters;
    this.loop = loop;
    this.p0 = parameters.p0;
    this.pressurePerMetre = parameters.rho * parameters.g;
    this.volume = parameters.floaterVolume;
    this.spacing = loop.length / n;
    this.valve = parameters.valveCoefficient;
    this.window = parameters.injectionWidth;
    this.fillLimit = parameters.fillMax * parameters.floaterVolume;
    this.content = new Float64Array(n);
    this.start = new Float64Array(n);
    this.point = new Float64Array(n);
    this.share = new Float64Array(n);
    this.lifting = new Float64Array(n);
    this.planned = new Float64Array(n);
    this.vents = new Uint8Array(n);
  }

  /** Hydrostatic pressure in Pa, absolute, at the path position `s` in metres. */
  pressureAt(s: number): number {
    return this.p0 + this.pressurePerMetre * this.loop.depth(s);
  }

  /**
   * Plans a step that begins at the travelled path `position` and moves the chain by about `travel` metres.
   *
   * @param tankPressure pressure in the middle of the step, Pa absolute
   */
  plan(position: number, travel: number, tankPressure: number, dtS: number): void {
    const { loop, content, start, point, share, lifting, planned } = this;
    const phase = loop.wrap(position);
    this.travel = travel;
    this.injected = 0;
    this.injectedWorth = 0;
    for (let i = 0; i < content.length; i++) {
      let s = phase + i * this.spacing;
      if (s >= loop.length) s -= loop.length;
      if (s + travel >= loop.length) s -= loop.length;
      start[i] = s;
      point[i] = s + travel / 2;
      share[i] = 1;
      lifting[i] = content[i]!;
      planned[i] = content[i]!;
      this.vents[i] = 0;
      if (s < this.window && Math.max(s, s + travel) >= 0) this.planInjection(i, travel, tankPressure, dtS);
      else if (content[i]! > 0 && s + travel >= loop.apex) this.planVent(i, travel);
    }
  }

  /** da/dt = kv (pt - p(h)) while 0 <= s < w, up to a = fillMax V p(h). Air never flows back. */
  private planInjection(i: number, travel: number, tankPressure: number, dtS: number): void {
    const s = this.start[i]!;
    const from = Math.max(Math.min(s, s + travel), 0);
    const to = Math.min(Math.max(s, s + travel), this.window);
    const inWindow = travel === 0 ? 1 : (to - from) / Math.abs(travel);
    if (!(inWindow > 0)) return;
    const before = travel === 0 ? 0 : (travel > 0 ? from - s : s - to) / Math.abs(travel);
    const pressure = this.pressureAt((from + to) / 2);
    const flow = this.valve * (tankPressure - pressure) * inWindow * dtS;
    const amount = Math.min(flow, this.fillLimit * pressure - this.content[i]!);
    if (!(amount > 0)) return;
    const arrival = before + (inWindow * amount) / flow / 2;
    this.planned[i]! += amount;
    this.lifting[i]! += amount * (1 - arrival);
    this.injected += amount;
    this.injectedWorth += amount * Math.log(this.pressureAt(s + arrival * travel) / this.p0);
  }

  /** The content lifts up to the apex and leaves there. On the descent a floater has no content. */
  private planVent(i: number, travel: number): void {
    const s = this.start[i]!;
    if (s > this.loop.apex + this.spacing) return;
    const lifts = travel > 0 ? Math.max(0, (this.loop.apex - s) / travel) : 0;
    this.share[i] = lifts;
    this.point[i] = s + (lifts * travel) / 2;
    this.vents[i] = 1;
  }

  /** Mean force of all floaters on the chain in the planned step, N: minus the sum of rho g V_air dh/ds. */
  buoyancy(): number {
    const { loop, point, share, lifting, volume, p0, pressurePerMetre } = this;
    let lift = 0;
    for (let i = 0; i < lifting.length; i++) {
      const content = lifting[i]!;
      if (content === 0) continue;
      const s = point[i]!;
      const air = content / (p0 + pressurePerMetre * loop.depth(s));
      lift -= share[i]! * Math.min(air, volume) * loop.meanSlope(s, share[i]! * this.travel);
    }
    return pressurePerMetre * lift;
  }

  /** Executes the planned step with its exact `travel` in metres, and books the losses by spilling and venting. */
  commit(travel: number, ledger: Ledger): void {
    const { start, planned, content, volume, p0 } = this;
    for (let i = 0; i < content.length; i++) {
      const before = planned[i]!;
      content[i] = before;
      if (before === 0) continue;
      const vents = this.vents[i] === 1;
      const s = start[i]! + (vents ? this.share[i]! : 1) * travel;
      const pressure = this.pressureAt(s);
      const limit = volume * pressure;
      if (before > limit) {
        content[i] = limit;
        // The air spilled while the pressure fell from the value at which the floater was just full to the present one.
        ledger.joules[TERM.spill]! += (before - limit) * Math.log((before / volume + pressure) / (2 * p0));
      }
      if (vents) {
        ledger.joules[TERM.vent]! += content[i]! * Math.log(pressure / p0);
        content[i] = 0;
      }
    }
  }

  /** Worth of all air in the floaters, J, with the chain at the travelled path `position`. */
  worth(position: number): number {
    const phase = this.loop.wrap(position);
    let sum = 0;
    for (let i = 0; i < this.content.length; i++) {
      const s = this.loop.wrap(phase + i * this.spacing);
      sum += this.content[i]! * Math.log(this.pressureAt(s) / this.p0);
    }
    return sum;
  }
}
