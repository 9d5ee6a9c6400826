// What the lines of a configured port are like: whether they can be read, and whether their rhythm suits `staleAfter`.
import { RecordReader } from '../../../../hal/linux/serial/reading/record-reader.js';
import type { SerialPortConfig } from '../../../../hal/linux/serial/schema.js';
import { advisedStaleAfter } from '../../../control/recovery/slow-sensors.js';
import type { Examination } from '../examination.js';
import { type Finding, ok, warning } from '../finding.js';
import type { Received } from './received.js';

/**
 * Listens to the port for a few seconds, which restarts many boards. A running controller has the port already, and a port without
 * records sends nothing: then there are no findings.
 */
export async function lineFindings(
  name: string,
  port: SerialPortConfig,
  { machine, isRunning }: Examination,
): Promise<Finding[]> {
  if (isRunning || Object.keys(port.records).length === 0) return [];
  const id = `serial.${name}.lines`;
  try {
    const path = port.path.startsWith('/') ? machine.path(port.path) : port.path;
    return [judged(id, name, port, await machine.listenToPort({ ...port, path }))];
  } catch (error) {
    const { message, fix = '' } = error as Error & { fix?: string };
    return [warning(id, message, fix)];
  }
}

function judged(id: string, name: string, port: SerialPortConfig, received: Received): Finding {
  const { path, staleAfter } = port;
  const { pauseS } = received;
  const lines = received.wholeLines;
  const look = `\`kpp doctor --listen ${path}\` shows what arrives, and guesses speed and format.`;
  if (lines.length === 0)
    return warning(
      id,
      `No line arrives on ${path}.`,
      `Check the cable and the supply of the sensor; ${look}`,
    );
  const reader = new RecordReader(port);
  const good = lines.filter(({ text }) => reader.read(text) === 'good').length;
  if (good === 0) {
    const { line = '', reason = '' } = reader.unreadable ?? {};
    const what = `${lines.length} lines, none readable; the last was \`${line}\` (${reason}).`;
    return warning(id, what, `Correct format, records and baudRate of hal.serial.${name}: ${look}`);
  }
  if (pauseS > staleAfter) {
    const what = `${path} sends every ${pauseS.toPrecision(2)} s, staleAfter is ${staleAfter} s: its channels are stale in between.`;
    return warning(id, what, `Write \`staleAfter: ${advisedStaleAfter(pauseS)}\` at hal.serial.${name}.`);
  }
  return ok(id, `${good} of ${lines.length} lines can be read.`);
}
