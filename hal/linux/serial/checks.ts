// Checks of the serial ports: no port is used twice, records fit their format, an output names a port that exists.
import { forEachClash, type Report, type SectionCheck } from '../../schema/section-check.js';
import { isFieldList, recordChannels } from './fields.js';
import { checkOpening, checkTimes } from './port/checks.js';
import { checkReading, hasNamedColumns } from './reading/checks.js';
import { formatOf, type SerialPortConfig, type SerialSections } from './schema.js';

export const checkSerial: SectionCheck<SerialSections> = ({ config: { hal }, report, isComplete }) => {
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
    checkReading(name, port, report);
    checkOpening(name, port, report);
    checkTimes(name, port, report);
    const drives = Object.values(hal.outputs).some((output) => 'serial' in output && output.serial === name);
    if (Object.keys(port.records).length === 0 && !drives && isComplete(['hal'])) {
      report(['hal', 'serial', name], 'has no records and no output, so the port is of no use', 'warning');
    }
  }
};

function checkRecords(name: string, port: SerialPortConfig, report: Report): void {
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
    if (how === 'listed' && !isFieldList(fields) && !hasNamedColumns(port)) {
      const other = format === 'csv' ? ', unless `header: true` says that a line names them' : '';
      report(
        [...path, id],
        `the format ${format} needs a list of fields in their order${other}; found a map`,
      );
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
  entries: (readonly [string, SerialPortConfig['records'][string]])[],
  report: Report,
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

function checkScaling(name: string, port: SerialPortConfig, report: Report): void {
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

export const checkSerialOutputs: SectionCheck<SerialSections> = ({ config: { hal }, report, isComplete }) => {
  if (!isComplete(['hal', 'serial'])) return;
  for (const [name, output] of Object.entries(hal.outputs)) {
    if ('serial' in output) checkDrivePort(['hal', 'outputs', name], output.serial, hal.serial, report);
  }
};

function checkDrivePort(
  path: string[],
  name: string,
  ports: Readonly<Record<string, SerialPortConfig>>,
  report: Report,
) {
  if (Object.hasOwn(ports, name)) return;
  const known = Object.keys(ports);
  const allowed = known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`;
  report([...path, 'serial'], `must be a port below hal.serial: ${allowed}; found \`${name}\``);
}
