// The I2C buses: those that are there, and those that the configuration wants.
import type { Config } from '../../../config/index.js';
import type { Examination, Probe } from '../examination.js';
import { error, type Finding, ok, warning } from '../finding.js';

type Device = Config['hal']['i2c'][number];

export const i2c: Probe = (examination) => {
  const { config, machine } = examination;
  const there = machine
    .list('/dev')
    .flatMap((name) => /^i2c-(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number);
  const devices = config.hal.kind === 'linux' ? config.hal.i2c : [];
  const wanted = [...new Set(devices.map(({ bus }) => bus))].sort((a, b) => a - b);
  const list = there.map((bus) => `/dev/i2c-${bus}`).join(', ');
  const findings = [ok('i2c', there.length === 0 ? 'No I2C bus is switched on.' : `I2C buses: ${list}.`)];
  for (const bus of new Set([...wanted, ...there])) {
    const onBus = devices.filter((device) => device.bus === bus);
    findings.push(...examineBus(bus, onBus, there.includes(bus), examination));
  }
  return findings;
};

function examineBus(
  bus: number,
  devices: readonly Device[],
  isThere: boolean,
  { machine }: Examination,
): Finding[] {
  const id = `i2c.${bus}`;
  const path = `/dev/i2c-${bus}`;
  if (!isThere) {
    const fix =
      'Switch the bus on (`raspi-config`, Interface Options, or `dtparam=i2c_arm=on`) and load `i2c-dev`.';
    return [error(id, `${path} is not there.`, fix)];
  }
  if (!machine.isReadableAndWritable(path)) {
    const what = `${path} must not be opened by ${machine.user}.`;
    const fix = `Add the user to the group of the bus: \`usermod -aG i2c ${machine.user}\`, and log in again.`;
    return [devices.length === 0 ? warning(id, what, fix) : error(id, what, fix)];
  }
  return [ok(id, `${path} is there and may be opened.`)];
}
