// The serial ports: those that are there, by their stable names, and those that the configuration wants.
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
    const fix = `Plug the device in, or correct hal.serial.${name}.path: \`ls ${STABLE_NAMES}\` lists what is there.`;
    return [warning(id, `${path} is not there; the controller would wait for it.`, fix)];
  }
  if (!machine.isReadableAndWritable(path)) {
    const fix = `Add the user to the group of the port: \`usermod -aG dialout ${machine.user}\`, and log in again.`;
    return [error(id, `${path} must not be opened by ${machine.user}.`, fix)];
  }
  const holders = isRunning ? [] : machine.holders(machine.path(path));
  if (holders.length > 0) {
    const fix = 'Stop the other program, or configure another port.';
    return [error(id, `${path} is in use by ${holders.join(', ')}.`, fix)];
  }
  if (/^\/dev\/tty(USB|ACM)\d+$/.test(path)) {
    const fix = `Name the port by its link below ${STABLE_NAMES}.`;
    return [warning(id, `${path} may be another device after the next start.`, fix)];
  }
  return [ok(id, `${path} is there and may be opened.`)];
}
