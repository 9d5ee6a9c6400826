// Finds what else writes to a configured serial port: the kernel's console, a login, ModemManager.
import { basename } from 'node:path';
import type { SerialPortConfig } from '../../../../hal/linux/serial/schema.js';
import { type Finding, warning } from '../finding.js';
import type { Machine } from '../machine.js';

type Ports = readonly (readonly [name: string, port: Pick<SerialPortConfig, 'path'>])[];

export function disturbers(ports: Ports, machine: Machine): Finding[] {
  const commands = machine.commandLines();
  const named = ports.map(([name, { path }]) => ({
    name,
    path,
    device: machine.linkedName(path) ?? basename(path),
  }));
  const consoles = named.flatMap(({ name, path, device }) => {
    const uses = consoleUses(device, machine, commands);
    if (uses.length === 0) return [];
    const what = `${path} is also used as a console: ${uses.join(' and ')}. Its text disturbs the lines of the sensor.`;
    const fix = `Switch the serial console off (\`raspi-config\`, Interface Options, Serial Port), or delete \`console=${device},..\` from /boot/firmware/cmdline.txt and run \`systemctl disable --now serial-getty@${device}\`; then restart the machine.`;
    return [warning(`serial.${name}.console`, what, fix)];
  });
  return [...consoles, ...modemManager(named, commands)];
}

/**
 * The uses of a port as a console, each as a clause; none when it is free for a sensor.
 *
 * @param device `ttyAMA0`
 */
export function consoleUses(
  device: string,
  machine: Machine,
  commands: readonly string[] = machine.commandLines(),
): string[] {
  return [...kernelConsole(device, machine), ...login(device, commands)];
}

function kernelConsole(device: string, machine: Machine): string[] {
  const words = machine.read('/proc/cmdline').split(/\s+/);
  const isConsole = words.some((word) => word.split(',')[0] === `console=${device}`);
  return isConsole ? ['the kernel writes its messages to it'] : [];
}

function login(device: string, commands: readonly string[]): string[] {
  const isLogin = commands.some((line) => /^\S*getty\b/.test(line) && line.split(' ').includes(device));
  return isLogin ? ['a login (getty) waits on it'] : [];
}

/** It opens each new USB port and sends modem commands to it. */
function modemManager(
  ports: readonly { readonly path: string; readonly device: string }[],
  commands: readonly string[],
): Finding[] {
  const usb = ports.filter(({ device }) => /^tty(USB|ACM)\d+$/.test(device));
  const runs = commands.some((line) => /^\S*ModemManager\b/.test(line));
  if (!runs || usb.length === 0) return [];
  const what = `ModemManager runs: it opens each USB port that is plugged in, and sends modem commands to ${usb.map(({ path }) => path).join(', ')}.`;
  const fix =
    'Run `systemctl disable --now ModemManager`, or give the adapter a udev rule with `ENV{ID_MM_DEVICE_IGNORE}="1"`.';
  return [warning('serial.modemManager', what, fix)];
}
