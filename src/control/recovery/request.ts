// What the recovery asks of the world around the control core.

/** Done after the tick, never within it. */
export type RecoveryRequest = {
  /** Close the source and open it again. */
  readonly kind: 'reopen';
  readonly source: string;
};
