// Checks of the hardware: no line, address or port is used twice, names exist, records fit their format.
import { hexAddress, i2cSource } from '../../../hal/i2c-names.js';
import {
  addressesOf,
  CONVERTERS,
  type I2cDeviceConfig,
  isConverter,
  readingsOf,
} from '../../../hal/linux/i2c/schema.js';
import { outputRole } from '../../../hal/linux/schema.js';
import { isFieldList, recordChannels } from '../../../hal/linux/serial/fields.js';
import { formatOf } from '../../../hal/linux/serial/schema.js';
import type { Check, CheckContext } from './check.js';
import { forEachClash } from './check.js';

type Port = CheckContext['config']['hal']['serial'][string];

export const checkSerial: Check = ({ config: { hal }, report, isComplete }) => {
  const ports = Object.entries(hal.serial);
  forEachClash(
    ports,
    ([, { path }]) => path,
    ([name, { path }], [first]) =>
      report(['hal', 'serial', name, 'path'], `is used by hal.serial.${first} already; found \`${path}\``),
  );
  for (const [name, port] of ports) {
    checkRecords(name, port, report);
    checkScaling(name, port, report);
    const drives = Object.values(hal.outputs).some((output) => 'serial' in output && output.serial === name);
    if (Object.keys(port.records).length === 0 && !drives && isComplete(['hal'])) {
      report(['hal', 'serial', name], 'has no records and no output, so the port is of no use', 'warning');
    }
  }
};

function checkRecords(name: string, port: Port, report: CheckContext['report']): void {
  const { records } = port;
  const { name: format, fields: how, isSingle } = formatOf(port);
  const path = ['hal', 'serial', name, 'records'];
  const entries = Object.entries(records);
  if (isSingle && entries.length !== 1) {
    report(
      path,
      `the format ${format} needs exactly one record with the list of its columns; found ${entries.length}`,
    );
  }
  for (const [id, fields] of entries) {
    if (how === 'listed' && !isFieldList(fields)) {
      report([...path, id], `the format ${format} needs a list of fields in their order; found a map`);
    }
    const named = Object.entries(fields).map(([key, field]) => ({ key, field }));
    forEachClash(
      named,
      ({ field }) => (field === '-' ? undefined : field),
      ({ key, field }) =>
        report([...path, id, key], `names ${field} a second time; write - for a field to skip`),
    );
  }
  if (how === 'named') checkRecordKeys(path, entries, report);
}

/** The records of these formats are merged, so each key may be in one record only. */
function checkRecordKeys(
  path: string[],
  entries: [string, Port['records'][string]][],
  report: CheckContext['report'],
) {
  const keys = entries.flatMap(([id, fields]) =>
    Object.entries(fields).map(([key, field]) => ({
      at: [...path, id, key],
      key: Array.isArray(fields) ? field : key,
    })),
  );
  const inSameList = (a: readonly string[], b: readonly string[]) => a.at(-2) === b.at(-2);
  forEachClash(
    keys,
    ({ key }) => key,
    (second, first) => {
      if (!inSameList(second.at, first.at))
        report(second.at, `the key ${second.key} is in another record of this port already`);
    },
  );
}

function checkScaling(name: string, port: Port, report: CheckContext['report']): void {
  const carried = recordChannels(port.records);
  for (const setting of ['scale', 'offset'] as const) {
    for (const channel of Object.keys(port[setting])) {
      if (carried.includes(channel)) continue;
      report(
        ['hal', 'serial', name, setting, channel],
        `no record of this port carries ${channel}`,
        'warning',
      );
    }
  }
}

export const checkI2c: Check = ({ config: { hal }, report, isComplete }) => {
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
    const readings = checkReadings(device, at, report);
    if (readings === 0 && !isConverter(device) && isComplete(['hal']))
      report(at, 'has no channel for any reading, so the device is of no use', 'warning');
  }
};

/** Not an error: behind an address translator, such as the LTC4316, a chip answers at another address. */
function checkAddress(config: I2cDeviceConfig, at: readonly string[], report: CheckContext['report']) {
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

/** Two readings of one device must not have the same channel: they would overwrite each other. @returns the number of readings */
function checkReadings(
  device: I2cDeviceConfig,
  at: readonly string[],
  report: CheckContext['report'],
): number {
  const readings = readingsOf(device);
  forEachClash(
    readings,
    ({ channel }) => channel,
    ({ path, channel }) =>
      report([...at, ...path], `names ${channel} a second time; every reading needs a channel of its own`),
  );
  return readings.length;
}

export const checkLines: Check = ({ config: { hal }, report }) => {
  const users = (['gpio', 'outputs'] as const).flatMap((section) =>
    Object.entries(hal[section]).flatMap(([name, user]) =>
      'line' in user ? [{ line: user.line, path: ['hal', section, name] }] : [],
    ),
  );
  forEachClash(
    users,
    ({ line }) => String(line),
    ({ line, path }, first) =>
      report([...path, 'line'], `line ${line} is used by ${first.path.join('.')} already`),
  );
};

/** The guard watches one line. Contacts wired in series need only one line, and none of them can be forgotten. */
export const checkEmergencyStop: Check = ({ config: { hal }, report }) => {
  forEachClash(
    Object.entries(hal.gpio),
    ([, { role }]) => (role === 'emergencyStop' ? role : undefined),
    ([name], [first]) =>
      report(
        ['hal', 'gpio', name],
        `is a second emergency stop; hal.gpio.${first} is one already: wire the contacts in series`,
      ),
  );
};

export const checkOutputs: Check = ({ config: { hal }, report, isComplete }) => {
  const outputs = Object.entries(hal.outputs);
  forEachClash(
    outputs,
    ([, output]) => outputRole(output),
    ([name, output], [first]) =>
      report(
        ['hal', 'outputs', name],
        `is a second ${outputRole(output)}; hal.outputs.${first} is one already`,
      ),
  );
  const hasContactor = outputs.some(([, output]) => outputRole(output) === 'contactor');
  for (const [name, output] of outputs) {
    const path = ['hal', 'outputs', name];
    if ('serial' in output && isComplete(['hal', 'serial']))
      checkDrivePort(path, output.serial, hal.serial, report);
    if ('i2c' in output && isComplete(['hal', 'i2c'])) {
      const names = hal.i2c.flatMap((device) => (isConverter(device) ? [device.name] : []));
      if (!names.includes(output.i2c)) {
        report(
          [...path, 'i2c'],
          `must be the name of an ${CONVERTERS.join(' or ')} below hal.i2c; found \`${output.i2c}\``,
        );
      }
    }
    if (
      'timeout' in output &&
      output.timeout === 'contactor' &&
      !hasContactor &&
      isComplete(['hal', 'outputs'])
    ) {
      report([...path, 'timeout'], 'relies on a contactor, but no output has `energised: connect`');
    }
  }
};

function checkDrivePort(
  path: string[],
  name: string,
  ports: Readonly<Record<string, Port>>,
  report: CheckContext['report'],
) {
  if (Object.hasOwn(ports, name)) return;
  const known = Object.keys(ports);
  const allowed = known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`;
  report([...path, 'serial'], `must be a port below hal.serial: ${allowed}; found \`${name}\``);
}
