// What the lines of a configured port are like: whether they can be read, and whether their rhythm suits `staleAfter`.
import { HalError } from '../../../../hal/hal.js';
import { tcpAddress } from '../../../../hal/linux/serial/port/tcp-address.js';
import { RecordReader } from '../../../../hal/linux/serial/reading/record-reader.js';
import type { SerialPortConfig } from '../../../../hal/linux/serial/schema.js';
import { advisedStaleAfter } from '../../../control/recovery/slow-sensors.js';
import type { Examination } from '../examination.js';
import { error, type Finding, ok, outputMissing, warning } from '../finding.js';
import type { Received } from './received.js';

/** What `lineFindings` needs to know of a port besides its configuration. */
interface PortUse {
  readonly name: string;
  /** A clause for a finding: `the output load needs it`; null when no output uses the port. */
  readonly need: string | null;
}

/**
 * Listens to the port for a few seconds, which restarts many boards. A running controller has the port already: then there are no findings.
 * A port without records sends nothing. It is opened when it is in the network, because nothing else shows whether it is there.
 */
export async function lineFindings(
  { name, need }: PortUse,
  port: SerialPortConfig,
  { machine, isRunning }: Examination,
): Promise<Finding[]> {
  const reads = Object.keys(port.records).length > 0;
  if (isRunning || !(reads || tcpAddress(port.path) !== null)) return [];
  const id = `serial.${name}.lines`;
  try {
    const path = port.path.startsWith('/') ? machine.path(port.path) : port.path;
    const received = await machine.listenToPort({ ...port, path }, reads ? undefined : 0);
    return reads ? [judged(id, name, port, received)] : [];
  } catch (reason) {
    return [refused(id, reason, need)];
  }
}

/** The controller waits for a port that is not there, and does not start with one that cannot be opened. */
function refused(id: string, reason: unknown, need: string | null): Finding {
  const { message, fix = '' } = reason as Error & { fix?: string };
  if (!(reason instanceof HalError)) return warning(id, message, fix);
  if (reason.code !== 'not_found') return error(id, message, fix);
  if (need === null) return warning(id, message, fix);
  return outputMissing(id, `${message.replace(/\.$/, '')}, and ${need}.`, fix);
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
