// Who and what the package is: name, version, maintainer, and the date that stands in all its files.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { output } from '../nodes/process.mjs';
import { root } from '../prepare.mjs';

export const NAME = 'kpp-controller';
export const MAINTAINER = 'The kpp-controller authors <maintainers@kpp-controller.example>';

export const SUMMARY = 'controller for a kinetic power plant';
export const DESCRIPTION = `Controls a chain of floaters that compressed air drives, and the generator
on it: fixed rate of 5 to 60 Hz, sensors on serial lines, I2C, Modbus and
GPIO, interlocks and alarms, a digital twin beside the plant, telemetry over
MQTT, a live page, and a store that survives an outage of the broker.
.
It watches an emergency stop; it does not replace a hard-wired one.`;

const packageJson = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * What is the same in every package of one commit. `epochS` is the time of the last commit in s since 1970, or
 * `SOURCE_DATE_EPOCH`: every file of the package carries it, so that the same sources give the same bytes.
 */
export function identity() {
  const { version, description } = packageJson();
  const given = process.env.SOURCE_DATE_EPOCH;
  const epochS = Number(given || output('git', ['log', '-1', '--format=%ct'], { cwd: root }).trim());
  if (!Number.isInteger(epochS)) throw new Error(`SOURCE_DATE_EPOCH is "${given}", it must be whole seconds`);
  return { name: NAME, version, description, epochS };
}
