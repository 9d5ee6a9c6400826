// Checks the serial ports: which exist, by their stable names, and whether those of the configuration can be opened.
import { basename } from 'node:path';
import { tcpAddress } from '../../../../hal/linux/serial/port/tcp-address.js';
import type { Config } from '../../../config/index.js';
import type { Examination, Probe } from '../examination.js';
import { error, type Finding, ok, outputMissing, warning } from '../finding.js';
import { disturbers } from '../listening/disturbers.js';
import { lineFindings } from '../listening/line-findings.js';
import type { Machine } from '../machine.js';
import { notPermitted } from '../rights.js';
import { hasHardware, isUnstable, namesakes, serialPorts } from '../serial-names.js';

type PortConfig = Config['hal']['serial'][string];

export const serial: Probe = async (examination) => {
  const { hal } = examination.config;
  const wanted = hal.kind === 'linux' ? Object.entries(hal.serial) : [];
  const findings = await Promise.all(
    wanted.map(async ([name, port]) => {
      const found = configured(name, port, examination);
      const canListen = found.every(({ level }) => level !== 'error') && mayOpen(port, examination);
      return canListen
        ? [
            ...found,
            ...(await lineFindings({ name, need: needOf(name, examination.config) }, port, examination)),
          ]
        : found;
    }),
  );
  return [present(examination), ...findings.flat(), ...disturbers(wanted, examination.machine)];
};

function isThere({ path }: Pick<PortConfig, 'path'>, { machine }: Examination): boolean {
  if (tcpAddress(path) !== null) return true;
  return machine.exists(path) && hasHardware(machine.linkedName(path) ?? basename(path), machine);
}

function mayOpen(port: Pick<PortConfig, 'path'>, examination: Examination): boolean {
  if (!isThere(port, examination)) return false;
  return tcpAddress(port.path) !== null || examination.machine.isReadableAndWritable(port.path);
}

function present({ machine }: Examination): Finding {
  const ports = serialPorts(machine);
  if (ports.length === 0) return ok('serial', 'This machine has no serial port.');
  const list = ports.map(({ device, stable: [name] }) =>
    name === undefined ? device : `${name} (${basename(device)})`,
  );
  return ok('serial', `Serial ports: ${list.join(', ')}.`);
}

function configured(name: string, { path }: PortConfig, examination: Examination): Finding[] {
  const { config, machine, isRunning } = examination;
  const id = `serial.${name}`;
  if (tcpAddress(path) !== null) return [ok(id, `${path} is a port in the network.`)];
  if (!isThere({ path }, examination)) return [missing(name, path, needOf(name, config), machine)];
  if (!machine.isReadableAndWritable(path)) {
    const fix = `Add the user to the group of the port: \`usermod -aG dialout ${machine.user}\`, and log in again.`;
    return [notPermitted(id, path, fix, machine)];
  }
  const holders = isRunning ? [] : machine.holders(machine.path(path));
  if (holders.length > 0) {
    const fix = 'Stop the other program, or configure another port.';
    return [error(id, `${path} is in use by ${holders.join(', ')}.`, fix)];
  }
  return [nameFinding(name, path, machine)];
}

/** Without its port an output cannot be driven. A sensor may be plugged in later. */
function missing(name: string, path: string, need: string | null, machine: Machine): Finding {
  const id = `serial.${name}`;
  const state = machine.exists(path) ? 'has no hardware behind it' : 'does not exist';
  const ports = serialPorts(machine).map(({ device, stable: [first = device] }) => first);
  const others = ports.length === 0 ? 'no port exists now' : `these exist: ${ports.join(', ')}`;
  const fix = `Plug the device in, or correct hal.serial.${name}.path; ${others}.`;
  if (need === null) {
    return warning(id, `${path} ${state}; the controller would wait for it.`, fix);
  }
  return outputMissing(id, `${path} ${state}, and ${need}.`, fix);
}

/** Which outputs need a port, as a clause; null when none does. */
function needOf(port: string, { hal }: Config): string | null {
  const outputs = Object.entries(hal.outputs).flatMap(([name, output]) =>
    'serial' in output && output.serial === port ? [name] : [],
  );
  if (outputs.length === 0) return null;
  return outputs.length === 1
    ? `the output ${outputs[0]} needs it`
    : `the outputs ${outputs.join(', ')} need it`;
}

/** Whether the name leads to the same device after the next restart. */
function nameFinding(name: string, path: string, machine: Machine): Finding {
  const id = `serial.${name}`;
  const device = machine.linkedName(path) ?? basename(path);
  const stable = serialPorts(machine).find((port) => port.device === `/dev/${device}`)?.stable[0];
  const better =
    stable === undefined ? 'Give the port a name of its own with a udev rule' : `Write \`path: ${stable}\``;
  const fix = `${better} at hal.serial.${name}.`;
  const same = namesakes(path, machine);
  if (same.length > 0) {
    const what = `The adapter of ${path} cannot be told from that of ${same.join(', ')}: after the next restart of the machine this name may lead to the other one.`;
    return warning(id, what, fix);
  }
  if (isUnstable(path)) {
    return warning(id, `${path} may be another device after the next start of the machine.`, fix);
  }
  const lock = 'its lock is advisory: it keeps out only programs that ask for it';
  return ok(id, `${path} exists and can be opened; ${lock}.`);
}
