// The faults that stand, from the relations that are beyond their limits, and the one that each alarm names.
import type { Deviations } from './deviations.js';
import { FAULTS, type FaultAlarm } from './faults.js';
import { LEAST_EXPLAINED, mostLikelyFault } from './isolation.js';
import { RELATION } from './relations.js';

/** In the place of a position in {@link FAULTS}: no fault, and a fault that no entry of the table explains. */
export const NONE = -1;
export const UNKNOWN = FAULTS.length;

/** While a fault stands, the others are less certain: a further one has to explain more than this share ... */
const LEAST_OF_FURTHER = 0.8;
/** ... of strains that were beyond their limits for this number of blocks. */
const BLOCKS_TO_ADD = 20;

/** Soon after a sudden fault a relation shows it when its strain is above this. */
const SHOWN = 0.3;

/** The relations in which each fault shows. */
const SHOWS: readonly Uint8Array[] = FAULTS.map(({ signature }) =>
  Uint8Array.from(Object.keys(RELATION), (name) => (name in signature ? 1 : 0)),
);

export class Findings {
  /** The fault that each alarm names: the newest that stands, a position in {@link FAULTS}, {@link NONE} or {@link UNKNOWN}. */
  readonly fault: Record<FaultAlarm, number> = { twin_divergence: NONE, energy_balance: NONE };
  /** True after a block in which a fault was named although its alarm had another one. */
  hasAnother = false;

  /** In: for each fault 1 while the channel is measured that decides whether it is possible. */
  readonly measured = new Uint8Array(FAULTS.length);

  /** 1 for each fault that stands. */
  private readonly standing = new Uint8Array(FAULTS.length + 1);
  /** For how many blocks each relation has been beyond its limit without an explanation. */
  private readonly unexplained = new Float64Array(RELATION.length);
  private readonly open = new Uint8Array(RELATION.length);

  /** @param choose decides between faults that the relations cannot tell apart */
  constructor(
    private readonly deviations: Deviations,
    private readonly choose: (fault: number) => number,
  ) {}

  /** Looks at what went beyond its limit in this block, and at what is back. */
  update(isSudden: boolean): void {
    const { deviations, unexplained } = this;
    this.hasAnother = false;
    this.end('twin_divergence', isSudden);
    this.end('energy_balance', false);
    for (let i = 0; i < RELATION.length; i++) {
      const isOpen = deviations.beyond[i] === 1 && !this.isExplained(i);
      unexplained[i] = isOpen ? unexplained[i]! + 1 : 0;
      if (unexplained[i] === 1) this.nameFirst(deviations.strain);
      else if (unexplained[i] === BLOCKS_TO_ADD) this.nameFurther();
    }
  }

  /** True while a fault stands that was found. */
  stands(fault: number): boolean {
    return this.standing[fault] === 1;
  }

  /** Names a fault that came at once. */
  nameSudden(): void {
    if (this.fault.twin_divergence !== NONE) return;
    if (this.someAreStrained) this.nameFirst(this.deviations.quickStrain);
    else this.stand(UNKNOWN);
  }

  /** False when no relation shows the fault: then its name would come from noise. */
  private get someAreStrained(): boolean {
    const { quickStrain, judged } = this.deviations;
    for (let i = 0; i < RELATION.length; i++)
      if (judged[i] === 1 && Math.abs(quickStrain[i]!) > SHOWN) return true;
    return false;
  }

  /** Names a fault for an alarm that has none. */
  private nameFirst(strain: Float64Array): void {
    const fault = this.likely(strain, LEAST_EXPLAINED);
    const alarm = alarmOf(fault);
    if (this.fault[alarm] === NONE) this.stand(fault);
  }

  /** Names a fault beside the one that its alarm has. What no entry of the table explains probably follows from the first fault. */
  private nameFurther(): void {
    const fault = this.likely(this.deviations.strain, LEAST_OF_FURTHER);
    if (fault === UNKNOWN || this.standing[fault] === 1) return;
    if (this.fault[alarmOf(fault)] !== NONE) this.hasAnother = true;
    this.stand(fault);
  }

  private likely(strain: Float64Array, least: number): number {
    const { open, deviations } = this;
    for (let i = 0; i < RELATION.length; i++) open[i] = deviations.judged[i]! && !this.isExplained(i) ? 1 : 0;
    const likely = mostLikelyFault(strain, deviations.limit, open, this.measured, least);
    return likely < 0 ? UNKNOWN : this.choose(likely);
  }

  private stand(fault: number): void {
    this.standing[fault] = 1;
    this.fault[alarmOf(fault)] = fault;
  }

  private isExplained(relation: number): boolean {
    for (let f = 0; f <= UNKNOWN; f++) if (this.standing[f] === 1 && shows(f, relation)) return true;
    return false;
  }

  /** Ends the faults of an alarm that show nowhere any more. While a sudden divergence lasts, its fault stands. */
  private end(alarm: FaultAlarm, isSudden: boolean): void {
    if (isSudden || this.fault[alarm] === NONE) return;
    let left = NONE;
    for (let f = 0; f <= UNKNOWN; f++) {
      if (this.standing[f] === 0 || alarmOf(f) !== alarm) continue;
      if (this.isSeen(f)) left = f;
      else this.standing[f] = 0;
    }
    if (this.standing[this.fault[alarm]] === 0) this.fault[alarm] = left;
  }

  /** The residuals of a sudden fault may be back before the slow mean has shown it. */
  private isSeen(fault: number): boolean {
    const { deviations } = this;
    for (let i = 0; i < RELATION.length; i++) {
      if (shows(fault, i) && (deviations.beyond[i] === 1 || deviations.isShown(i))) return true;
    }
    return false;
  }
}

function shows(fault: number, relation: number): boolean {
  return fault === UNKNOWN || SHOWS[fault]![relation] === 1;
}

function alarmOf(fault: number): FaultAlarm {
  return fault === UNKNOWN ? 'twin_divergence' : FAULTS[fault]!.alarm;
}
