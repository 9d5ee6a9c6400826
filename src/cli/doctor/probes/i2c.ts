// Checks the I2C buses: which exist, which the configuration needs, and which devices answer on them.
import { HalError } from '../../../../hal/hal.js';
import { atMost } from '../../../../hal/linux/at-most.js';
import { lookAround } from '../../../../hal/linux/i2c/look-around.js';
import type { Examination, Probe } from '../examination.js';
import { error, type Finding, ok, warning } from '../finding.js';
import { busIsHeld, busPath, type Device, whatAnswers } from '../i2c-findings.js';
import { notPermitted } from '../rights.js';

/** Limit for one bus, ms. All addresses together take about 50 ms; a device that hangs takes the adapter's timeout, usually 1 s. */
const LOOK_MS = 3000;

export const i2c: Probe = async (examination) => {
  const { config, machine } = examination;
  const there = machine
    .list('/dev')
    .flatMap((name) => /^i2c-(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  const devices = config.hal.kind === 'linux' ? config.hal.i2c : [];
  const wanted = [...new Set(devices.map(({ bus }) => bus))].sort((a, b) => a - b);
  const others = there.filter((bus) => !wanted.includes(bus));
  const list = there.map(busPath).join(', ');
  const findings = [ok('i2c', there.length === 0 ? 'No I2C bus is switched on.' : `I2C buses: ${list}.`)];
  // First the buses that the configuration needs. A blocked bus occupies a thread, and the other buses must not occupy all threads.
  for (const group of [wanted, others]) {
    const onEach = group.map((bus) => {
      const onBus = devices.filter((device) => device.bus === bus);
      return examineBus(bus, onBus, there.includes(bus), examination);
    });
    findings.push(...(await Promise.all(onEach)).flat());
  }
  return findings;
};

async function examineBus(
  bus: number,
  devices: readonly Device[],
  isThere: boolean,
  { machine, isRunning }: Examination,
): Promise<Finding[]> {
  const id = `i2c.${bus}`;
  const path = busPath(bus);
  if (!isThere) {
    const fix =
      'Switch the bus on (`raspi-config`, Interface Options, or `dtparam=i2c_arm=on`) and load `i2c-dev`.';
    return [warning(id, `${path} does not exist; the controller would wait for it.`, fix)];
  }
  if (!machine.isReadableAndWritable(path)) {
    const what = `The user ${machine.user} has no permission to open ${path}.`;
    const fix = `Add the user to the group of the bus: \`usermod -aG i2c ${machine.user}\`, and log in again.`;
    return [devices.length === 0 ? warning(id, what, fix) : notPermitted(id, path, fix, machine)];
  }
  if (isRunning && devices.length > 0) {
    const where =
      '`kpp status` names the lost sensors, and the health document counts the answers of each device';
    return [ok(id, `The running controller uses ${path}, so it was not examined: ${where}.`)];
  }
  return look(bus, devices, machine);
}

async function look(
  bus: number,
  devices: readonly Device[],
  machine: Examination['machine'],
): Promise<Finding[]> {
  const stop = new AbortController();
  let findings = [busIsHeld(bus, devices)];
  const looked = lookAround(bus, devices, machine.openI2cPort, stop.signal).then(
    (view) => {
      findings = whatAnswers(bus, view, machine);
    },
    (cause: Error) => {
      findings = [notExamined(bus, devices, cause)];
    },
  );
  await atMost(LOOK_MS, looked);
  stop.abort();
  return findings;
}

function notExamined(bus: number, devices: readonly Device[], cause: Error): Finding {
  const { message, fix } =
    cause instanceof HalError
      ? cause
      : {
          message: `${busPath(bus)} cannot be examined: ${cause.message}.`,
          fix: 'Read what the kernel reports about the bus: `dmesg | grep i2c`.',
        };
  return devices.length === 0 ? warning(`i2c.${bus}`, message, fix) : error(`i2c.${bus}`, message, fix);
}
