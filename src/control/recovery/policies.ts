// The types of trouble: how soon something is tried against each, and what follows when nothing helped.
import { STEP } from '../optimizer/degradation-ladder.js';

/**
 * Who has to do with it next:
 * - `ladder`: the degradation ladder goes down to {@link Policy.step} and stays there while the symptom lasts;
 * - `interlock`: the interlocks, which trip the plant when it can't be run so;
 * - `alarm`: the operator, whom an alarm has told already. Leaving something out would not help.
 */
export type Escalation = 'ladder' | 'interlock' | 'alarm';

export interface Policy {
  /** A symptom shorter than this does not count, s; infinite where somebody else acts and only tells. */
  readonly onsetS: number;
  readonly escalation: Escalation;
  /** Step of the degradation ladder that helps; 0 where none does. */
  readonly step: number;
}

const alarm = (onsetS = 0): Policy => ({ onsetS, escalation: 'alarm', step: STEP.normal });
const ladder = (step: number): Policy => ({ onsetS: 0, escalation: 'ladder', step });

/** Silence of a port begins with a stale channel; a board that takes a breath is not to be reset. */
const HUNG_AFTER_S = 0.3;

/** A trouble is counted and published under its type; `custom` stands for every type that a user added. */
export const POLICIES = {
  // A critical channel without a stand-in trips at once, and whatever is tried here.
  sensor_lost: alarm(),
  port_hung: alarm(HUNG_AFTER_S),
  // A model that comes to no numbers is left out.
  numerical_instability: ladder(STEP.twinPaused),
  // The ladder's own steps are what is tried; after the last one missed deadlines trip.
  overload: { onsetS: Number.POSITIVE_INFINITY, escalation: 'interlock', step: STEP.normal },
  broker_lost: alarm(),
  store_failing: alarm(),
  // A thread that dies again and again may have too much to do.
  comms_crash: ladder(STEP.fewerStreams),
  store_crash: alarm(),
  custom: ladder(STEP.fewerStreams),
} satisfies Readonly<Record<string, Policy>>;

export type RecoveryType = keyof typeof POLICIES;
export const RECOVERY_TYPES = Object.keys(POLICIES) as readonly RecoveryType[];

/** The type under which a type is published. */
export function publishedType(type: string): RecoveryType {
  return RECOVERY_TYPES.find((known) => known === type) ?? 'custom';
}
