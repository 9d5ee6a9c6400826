// The faults that stand: one for each alarm, from the relations that are beyond their limits.
import type { Deviations } from './deviations.js';
import { FAULTS, type FaultAlarm } from './faults.js';
import { mostLikelyFault } from './isolation.js';
import { RELATION } from './relations.js';

/** In the place of a position in {@link FAULTS}: no fault, and a fault that no entry of the table explains. */
export const NONE = -1;
export const UNKNOWN = FAULTS.length;

/** The relations in which each fault shows. */
const SHOWS: readonly Uint8Array[] = FAULTS.map(({ signature }) =>
  Uint8Array.from(Object.keys(RELATION), (name) => (name in signature ? 1 : 0)),
);

export class Findings {
  /** The fault that each alarm reports, a position in {@link FAULTS}, {@link NONE} or {@link UNKNOWN}. */
  readonly fault: Record<FaultAlarm, number> = { twin_divergence: NONE, energy_balance: NONE };

  /** In: 1 for each fault whose channel is measured now. */
  readonly measured = new Uint8Array(FAULTS.length);

  private readonly before = new Uint8Array(RELATION.length);
  private readonly open = new Uint8Array(RELATION.length);

  /** @param choose decides between faults that the relations cannot tell apart */
  constructor(
    private readonly deviations: Deviations,
    private readonly choose: (fault: number) => number,
  ) {}

  /** Looks at what went beyond its limit in this block, and at what is back. */
  update(isSudden: boolean): void {
    const { deviations, before } = this;
    this.end('twin_divergence', isSudden);
    this.end('energy_balance', false);
    for (let i = 0; i < RELATION.length; i++) {
      const isNew = deviations.beyond[i] === 1 && before[i] === 0;
      if (isNew && !this.isExplained(i)) this.name(deviations.strain, 'twin_divergence');
    }
    before.set(deviations.beyond);
  }

  /** Names a fault that came at once. */
  nameSudden(): void {
    if (this.fault.twin_divergence === NONE) this.name(this.deviations.quickStrain, 'twin_divergence');
  }

  private name(strain: Float64Array, otherwise: FaultAlarm): void {
    const { open, deviations } = this;
    for (let i = 0; i < RELATION.length; i++) open[i] = deviations.judged[i]! && !this.isExplained(i) ? 1 : 0;
    const likely = mostLikelyFault(strain, deviations.limit, open, this.measured);
    const fault = likely < 0 ? UNKNOWN : this.choose(likely);
    const alarm = fault === UNKNOWN ? otherwise : FAULTS[fault]!.alarm;
    if (this.fault[alarm] === NONE) this.fault[alarm] = fault;
  }

  private isExplained(relation: number): boolean {
    return this.shows('twin_divergence', relation) || this.shows('energy_balance', relation);
  }

  private shows(alarm: FaultAlarm, relation: number): boolean {
    const fault = this.fault[alarm];
    if (fault === NONE) return false;
    return fault === UNKNOWN || SHOWS[fault]![relation] === 1;
  }

  private end(alarm: FaultAlarm, stands: boolean): void {
    if (stands || this.fault[alarm] === NONE) return;
    for (let i = 0; i < RELATION.length; i++) {
      if (this.deviations.beyond[i] === 1 && this.shows(alarm, i)) return;
    }
    this.fault[alarm] = NONE;
  }
}
