// Checks the serial ports: which exist, by their stable names, and whether those of the configuration can be opened.
import type { Config } from '../../../config/index.js';
import type { Examination, Probe } from '../examination.js';
import { error, type Finding, ok, warning } from '../finding.js';

const STABLE_NAMES = '/dev/serial/by-id';

export const serial: Probe = (examination) => {
  const { hal } = examination.config;
  const wanted = hal.kind === 'linux' ? Object.entries(hal.serial) : [];
  return [present(examination), ...wanted.flatMap(([name, port]) => configured(name, port, examination))];
};

function present({ machine }: Examination): Finding {
  const names = machine.list(STABLE_NAMES).map((name) => `${STABLE_NAMES}/${name}`);
  const others = machine.list('/dev').filter((name) => /^tty(USB|ACM|AMA)\d+$/.test(name));
  const list = [...names, ...others.map((name) => `/dev/${name}`)];
  return ok(
    'serial',
    list.length === 0 ? 'No serial port is plugged in.' : `Serial ports: ${list.join(', ')}.`,
  );
}

function configured(
  name: string,
  { path }: Config['hal']['serial'][string],
  { machine, isRunning }: Examination,
): Finding[] {
  const id = `serial.${name}`;
  if (!machine.exists(path)) {
    const fix = `Plug the device in, or correct hal.serial.${name}.path: \`ls ${STABLE_NAMES}\` lists the ports that exist.`;
    return [warning(id, `${path} does not exist; the controller would wait for it.`, fix)];
  }
  if (!machine.isReadableAndWritable(path)) {
    const fix = `Add the user to the group of the port: \`usermod -aG dialout ${machine.user}\`, and log in again.`;
    return [error(id, `The user ${machine.user} has no permission to open ${path}.`, fix)];
  }
  const holders = isRunning ? [] : machine.holders(machine.path(path));
  if (holders.length > 0) {
    const fix = 'Stop the other program, or configure another port.';
    return [error(id, `${path} is in use by ${holders.join(', ')}.`, fix)];
  }
  if (/^\/dev\/tty(USB|ACM)\d+$/.test(path)) {
    const fix = `Set hal.serial.${name}.path to the link of the port in ${STABLE_NAMES}.`;
    return [warning(id, `${path} may be another device after the next start of the machine.`, fix)];
  }
  return [ok(id, `${path} exists and can be opened.`)];
}
