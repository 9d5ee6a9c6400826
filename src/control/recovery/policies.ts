// The types of trouble: how soon strategies are tried against each, and what follows when none helped.
import { STEP } from '../optimizer/degradation-ladder.js';

/**
 * What follows when no strategy helped:
 * - `ladder`: the degradation ladder goes down to {@link Policy.step} and stays there while the symptom lasts;
 * - `interlock`: the interlocks, which trip the plant when it cannot run like this;
 * - `alarm`: the operator, who has an alarm already. Leaving work out would not help.
 */
export type Escalation = 'ladder' | 'interlock' | 'alarm';

export interface Policy {
  /** A symptom shorter than this does not count, s; infinite when another part of the program acts and only reports. */
  readonly onsetS: number;
  readonly escalation: Escalation;
  /** The step of the degradation ladder that helps; 0 when none does. */
  readonly step: number;
}

const alarm = (onsetS = 0): Policy => ({ onsetS, escalation: 'alarm', step: STEP.normal });
const ladder = (step: number): Policy => ({ onsetS: 0, escalation: 'ladder', step });

/** The silence of a port begins with a stale channel. A short pause must not reset the board. */
const HUNG_AFTER_S = 0.3;

/** A trouble is counted and published under its type; `custom` stands for every type that a user added. */
export const POLICIES = {
  // A critical channel without a substitute trips at once, whatever is tried here.
  sensor_lost: alarm(),
  port_hung: alarm(HUNG_AFTER_S),
  // A model without finite numbers is left out.
  numerical_instability: ladder(STEP.twinPaused),
  // The steps of the ladder are the attempts. After the last one, missed deadlines trip the plant.
  overload: { onsetS: Number.POSITIVE_INFINITY, escalation: 'interlock', step: STEP.normal },
  broker_lost: alarm(),
  store_failing: alarm(),
  // A thread that dies repeatedly may have too much work.
  comms_crash: ladder(STEP.fewerStreams),
  store_crash: alarm(),
  custom: ladder(STEP.fewerStreams),
} satisfies Readonly<Record<string, Policy>>;

export type RecoveryType = keyof typeof POLICIES;
export const RECOVERY_TYPES = Object.keys(POLICIES) as readonly RecoveryType[];

/** The name under which a type is published. */
export function publishedType(type: string): RecoveryType {
  return RECOVERY_TYPES.find((known) => known === type) ?? 'custom';
}
