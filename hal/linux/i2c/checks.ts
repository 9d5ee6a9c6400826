// Checks of the devices on I2C buses: no address or name is used twice, addresses are possible, an output names a converter.
import { hexAddress, i2cSource } from '../../i2c-names.js';
import { forEachClash, type Report, type SectionCheck } from '../../schema/section-check.js';
import { BASE_TICK_S } from './devices/device.js';
import {
  addressesOf,
  CONVERTERS,
  everyOf,
  type I2cDeviceConfig,
  type I2cSections,
  isConverter,
  problemsOf,
  readingsOf,
} from './schema.js';

export const checkI2c: SectionCheck<I2cSections> = ({ config: { hal }, report, isComplete }) => {
  const devices = hal.i2c.map((device, i) => ({ device, at: ['hal', 'i2c', String(i)] }));
  forEachClash(
    devices,
    ({ device }) => i2cSource(device),
    ({ device, at }, first) =>
      report(
        [...at, 'address'],
        `bus ${device.bus} has a device at this address already: ${first.at.join('.')}`,
      ),
  );
  forEachClash(
    devices,
    ({ device }) => (isConverter(device) ? device.name : undefined),
    ({ at }, first) => report([...at, 'name'], `is the name of ${first.at.join('.')} already`),
  );
  for (const { device, at } of devices) {
    checkAddress(device, at, report);
    checkPace(device, at, report);
    for (const { path, message, severity } of problemsOf(device)) report([...at, ...path], message, severity);
    const readings = checkReadings(device, at, report);
    if (readings === 0 && !isConverter(device) && isComplete(['hal']))
      report(at, 'has no channel for any reading, so the device is of no use', 'warning');
  }
};

/** Not an error: behind an address translator, such as the LTC4316, a chip answers at another address. */
function checkAddress(config: I2cDeviceConfig, at: readonly string[], report: Report) {
  const { device, address } = config;
  const [first, last] = addressesOf(config);
  if (address >= first && address <= last) return;
  const possible = first === last ? hexAddress(first) : `${hexAddress(first)} to ${hexAddress(last)}`;
  report(
    [...at, 'address'],
    `${device} chips are at ${possible}, unless behind an address translator; found ${hexAddress(address)}`,
    'warning',
  );
}

/** A sample may come a base tick late. Between two samples the channels must not become stale. */
function checkPace(config: I2cDeviceConfig, at: readonly string[], report: Report) {
  const everyS = everyOf(config);
  if (everyS === null || isConverter(config) || config.staleAfter >= everyS + BASE_TICK_S) return;
  const least = Math.ceil((everyS + BASE_TICK_S) * 100) / 100;
  report(
    [...at, 'staleAfter'],
    `is shorter than the time from one sample of the ${config.device} to the next (${everyS.toPrecision(2)} s) and a base tick: its channels would be stale in between; write ${least} or more`,
    'warning',
  );
}

/** Two readings of one device must not have the same channel: they would overwrite each other. @returns the number of readings */
function checkReadings(device: I2cDeviceConfig, at: readonly string[], report: Report): number {
  const readings = readingsOf(device);
  forEachClash(
    readings,
    ({ channel }) => channel,
    ({ path, channel }) =>
      report([...at, ...path], `names ${channel} a second time; every reading needs a channel of its own`),
  );
  return readings.length;
}

export const checkI2cOutputs: SectionCheck<I2cSections> = ({ config: { hal }, report, isComplete }) => {
  if (!isComplete(['hal', 'i2c'])) return;
  const names = hal.i2c.flatMap((device) => (isConverter(device) ? [device.name] : []));
  for (const [name, output] of Object.entries(hal.outputs)) {
    if (!('i2c' in output) || names.includes(output.i2c)) continue;
    report(
      ['hal', 'outputs', name, 'i2c'],
      `must be the name of an ${CONVERTERS.join(' or ')} below hal.i2c; found \`${output.i2c}\``,
    );
  }
};
