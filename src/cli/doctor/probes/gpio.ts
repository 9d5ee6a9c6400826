// Checks the GPIO chips, and shows the number that each configured line has on this kernel.

import { HalError } from '../../../../hal/hal.js';
import { CONSUMER } from '../../../../hal/linux/gpio/chardev/uapi.js';
import { findGpio } from '../../../../hal/linux/gpio/find-gpio.js';
import { SYSFS_HOLDER } from '../../../../hal/linux/gpio/line-errors.js';
import { type LineUse, lineUse } from '../../../../hal/linux/gpio/line-use.js';
import { type LineUser, lineUsers } from '../../../../hal/linux/gpio/line-users.js';
import { type LineTranslation, translateLines } from '../../../../hal/linux/gpio/translate.js';
import type { Examination, Probe } from '../examination.js';
import { error, type Finding, ok } from '../finding.js';
import type { Machine } from '../machine.js';
import { gpioPaths, serviceHasIt, serviceThatMay } from '../rights.js';

export const gpio: Probe = (examination) => {
  const {
    config: { hal },
  } = examination;
  if (hal.kind !== 'linux') return [];
  const users = lineUsers(hal);
  const chips = [...new Set(users.map(({ chip }) => chip))];
  const findings = chips.flatMap((chip) => chipFindings(chip, users, examination));
  // A machine without any chip lacks each of them for the same reason.
  return findings.filter(
    ({ id, what }, index) => findings.findIndex((other) => other.id === id && other.what === what) === index,
  );
};

function chipFindings(wanted: string, users: readonly LineUser[], examination: Examination): Finding[] {
  const { config, machine } = examination;
  try {
    const found = findGpio(wanted, machine.gpio, config.hal.gpioBackend);
    const { label, lines } = found.chip;
    const way = found.backend === 'sysfs' ? 'sysfs' : 'the character device';
    const ofChip = users.filter(({ chip }) => chip === wanted);
    return [
      ok('gpio', `Chip ${label} with ${lines} lines, used through ${way}.`),
      ...translateLines(ofChip, found).map((translation) => lineFinding(translation, examination)),
    ];
  } catch (cause) {
    if (!(cause instanceof HalError)) throw cause;
    return [notFound(cause, machine)];
  }
}

/** Without a chip the controller cannot start; without rights the service's user may still have them. */
function notFound({ code, message, fix }: HalError, machine: Machine): Finding {
  const user = code === 'not_permitted' ? serviceThatMay(gpioPaths(machine), machine) : null;
  if (user === null) return error('gpio', message, fix);
  return serviceHasIt('gpio', `The user ${machine.user} has no permission to use the GPIO lines`, user);
}

function lineFinding(translation: LineTranslation, { machine, isRunning }: Examination): Finding {
  const { name, line, chip, sysfsNumber } = translation;
  const number = sysfsNumber === null ? '' : `, number ${sysfsNumber} in sysfs on this kernel`;
  const what = `Line ${line} of the header${number}`;
  const use = lineUse(chip, line, machine.gpio);
  if (use === null) return ok(name, `${what}.`);
  if (!use.isUsed) return ok(name, `${what}; it is free.`);
  const holder = use.holder === '' ? 'a driver or a program without a name' : use.holder;
  if (isOurs(use, translation, isRunning)) return ok(name, `${what}; ${holder} has it.`);
  const fix =
    use.holder === SYSFS_HOLDER && sysfsNumber !== null
      ? `Free it: \`echo ${sysfsNumber} | sudo tee /sys/class/gpio/unexport\`. A program that still needs it has to be stopped before.`
      : 'Stop that program (`gpioinfo` lists the lines), remove its `dtoverlay`, or configure another line.';
  return error(name, `${what} is in use by ${holder}.`, fix);
}

/** Whether the controller itself has the line, or can take it although it is exported in sysfs. */
function isOurs({ holder }: LineUse, { takesExported }: LineTranslation, isRunning: boolean): boolean {
  return (isRunning && holder === CONSUMER) || (takesExported && holder === SYSFS_HOLDER);
}
