// What can go wrong with a transaction on a bus, by the counter that it belongs to.

/**
 * - `nack`: the device did not acknowledge, or the adapter reports an error;
 * - `timeouts`: there was no answer within the deadline;
 * - `garbage`: there was an answer that the device cannot have given.
 */
export type FaultKind = 'nack' | 'timeouts' | 'garbage';

/** The message is one sentence without a full stop. */
export class I2cFault extends Error {
  override readonly name = 'I2cFault';
  constructor(
    readonly kind: FaultKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An answer that the device cannot have given. */
export function garbage(what: string, value: number): I2cFault {
  return new I2cFault('garbage', `${what} cannot be 0x${value.toString(16).padStart(4, '0')}`);
}
