// Explains why a GPIO line could not be opened and what to do about it.
import { HalError } from '../../hal.js';
import type { GpioChip } from './chips.js';

/** @param holder who holds a busy line; empty when unknown */
export function explainLineError(error: unknown, chip: GpioChip, line: number, holder = ''): HalError {
  if (error instanceof HalError) return error;
  const code = systemCode(error);
  const options = { cause: error };
  const what = `GPIO line ${line} of ${chip.label}`;
  if (code === 'EBUSY') {
    const by = holder === '' ? 'a driver or by another program' : holder;
    return new HalError(
      'in_use',
      `${what} is held by ${by}.`,
      'Stop the holder of the line (`gpioinfo` names it), or configure another line.',
      options,
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  if (isDenied(code)) {
    const message = `This user is not allowed to open ${what}: ${reason}.`;
    return new HalError('not_permitted', message, GPIO_GROUP_FIX, options);
  }
  return new HalError(
    'failed',
    `${what} cannot be opened: ${reason}.`,
    'Check with `gpioinfo` that the line can be an input or an output and that no driver uses it.',
    options,
  );
}

export const GPIO_GROUP_FIX = 'Add the user to the group gpio (`usermod -aG gpio USER`) and log in again.';

/** Whether a system error code means that this user lacks the rights. */
export function isDenied(code: string | undefined): boolean {
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
}

/** The code of a system error, for example `EBUSY`. */
export function systemCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
