// Explains why a GPIO line could not be opened and what to do about it.
import { HalError } from '../../hal.js';
import type { GpioChip } from './chips.js';

/** The holder's name of a line that was exported in sysfs. */
export const SYSFS_HOLDER = 'sysfs';

/** The line is in use. */
export class LineHeldError extends HalError {
  /** @param holder the name that the kernel gives; empty when it gives none */
  constructor(
    readonly holder: string,
    message: string,
    fix: string,
    options?: ErrorOptions,
  ) {
    super('in_use', message, fix, options);
  }
}

/** @param holder who holds a busy line; empty when unknown */
export function explainLineError(error: unknown, chip: GpioChip, line: number, holder = ''): HalError {
  if (error instanceof HalError) return error;
  const code = systemCode(error);
  const options = { cause: error };
  const what = `GPIO line ${line} of ${chip.label}`;
  if (code === 'EBUSY') {
    const by = holder === '' ? 'a driver or by another program' : holder;
    return new LineHeldError(
      holder,
      `${what} is held by ${by}.`,
      holder === SYSFS_HOLDER ? UNEXPORT_FIX : HELD_FIX,
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

const HELD_FIX = 'Stop the holder of the line (`gpioinfo` names it), or configure another line.';
const UNEXPORT_FIX =
  'A program exported it in sysfs. Stop that program, free the line with `echo NUMBER > /sys/class/gpio/unexport` (`kpp doctor` shows the number), or set `hal.gpioBackend: sysfs`.';
export const GPIO_GROUP_FIX = 'Add the user to the group gpio (`usermod -aG gpio USER`) and log in again.';

/** Whether a system error code means that this user lacks the rights. */
export function isDenied(code: string | undefined): boolean {
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
}

/** The code of a system error, for example `EBUSY`. */
export function systemCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
