// The faults of a transaction on an I2C bus. Each kind is the name of its counter.

/**
 * - `nack`: the device did not acknowledge, or the adapter reports an error;
 * - `timeouts`: there was no answer within the deadline;
 * - `garbage`: there was an answer that this device cannot give.
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

/**
 * The fault for an answer that this device cannot give.
 *
 * @param hint follows the sentence
 */
export function garbage(what: string, value: number, hint = ''): I2cFault {
  return new I2cFault('garbage', `${what} cannot be ${hexWord(value)}${hint && `, ${hint}`}`);
}

export function hexWord(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`;
}
