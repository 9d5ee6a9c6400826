// Checks the serial ports: which exist, by their stable names, and whether those of the configuration can be opened.
import { tcpAddress } from '../../../../hal/linux/serial/port/schema.js';
import type { Config } from '../../../config/index.js';
import type { Examination, Probe } from '../examination.js';
import { error, type Finding, ok, warning } from '../finding.js';
import { disturbers } from '../listening/disturbers.js';
import { lineFindings } from '../listening/line-findings.js';

const STABLE_NAMES = '/dev/serial/by-id';

export const serial: Probe = async (examination) => {
  const { hal } = examination.config;
  const wanted = hal.kind === 'linux' ? Object.entries(hal.serial) : [];
  const findings = await Promise.all(
    wanted.map(async ([name, port]) => {
      const found = configured(name, port, examination);
      const canListen = found.every(({ level }) => level !== 'error') && isThere(port, examination);
      return canListen ? [...found, ...(await lineFindings(name, port, examination))] : found;
    }),
  );
  return [present(examination), ...findings.flat(), ...disturbers(wanted, examination.machine)];
};

function isThere({ path }: Config['hal']['serial'][string], { machine }: Examination): boolean {
  return tcpAddress(path) !== null || machine.exists(path);
}

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
  if (tcpAddress(path) !== null) return [ok(id, `${path} is a port in the network.`)];
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
  const lock = 'its lock is advisory: it keeps out only programs that ask for it';
  return [ok(id, `${path} exists and can be opened; ${lock}.`)];
}
