// A request of the recovery to the program around the control core.

/** Carried out after the tick, never within it. */
export type RecoveryRequest = {
  /** Close the source and open it again. */
  readonly kind: 'reopen';
  readonly source: string;
};
