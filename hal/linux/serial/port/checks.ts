// Checks of how a serial port is opened, and of its times: what cannot fit together or has no effect.
import type { Report } from '../../../schema/section-check.js';
import { formatOf, type SerialPortConfig } from '../schema.js';
import { tcpAddress } from './tcp-address.js';

/** The scan looks at the samples this often, s. A record that is younger than a period may look as old as one. */
const BASE_PERIOD_S = 1 / 60;
const TCP = 'tcp://';
/** The keys of a line that is connected to this machine. */
const LOCAL_KEYS = ['rtscts', 'hupcl', 'dtr', 'rts'] as const;
const USUAL = { rtscts: false, hupcl: true, dtr: 'on', rts: 'on' } as const;

export function checkOpening(name: string, port: SerialPortConfig, report: Report): void {
  const at = ['hal', 'serial', name];
  const { path, rtscts, rts } = port;
  if (!path.startsWith(TCP)) {
    if (rtscts && rts === 'off')
      report([...at, 'rts'], 'must be left out with `rtscts`, which uses the line');
    return;
  }
  if (tcpAddress(path) === null) {
    report([...at, 'path'], `must be tcp://host:port with a port from 1 to 65535; found \`${path}\``);
  }
  for (const key of LOCAL_KEYS) {
    if (port[key] !== USUAL[key]) report([...at, key], 'has no effect on a port behind tcp://', 'warning');
  }
}

export function checkTimes(name: string, port: SerialPortConfig, report: Report): void {
  const { staleAfter, silence, records, baudRate } = port;
  const at = ['hal', 'serial', name];
  const warn = (key: string, problem: string) => report([...at, key], problem, 'warning');
  const isReader = Object.keys(records).length > 0;
  if (silence !== undefined && !isReader) {
    warn('silence', 'has no effect: a port without records is never silent');
  } else if (silence !== undefined && silence <= staleAfter) {
    warn('silence', `should be longer than staleAfter (${staleAfter} s); found ${silence}`);
  }
  if (!isReader) return;
  const recordS = shortestRecordTimeS(port);
  if (staleAfter < 2 * BASE_PERIOD_S) {
    warn(
      'staleAfter',
      `should be at least ${shown(2 * BASE_PERIOD_S)} s, because the values are looked at 60 times a second; found ${staleAfter}`,
    );
  } else if (recordS > staleAfter) {
    warn(
      'staleAfter',
      `should be longer than the ${shown(recordS)} s that the records of this port take at ${baudRate} baud: write at least ${shown(2 * recordS)}, or use a higher baudRate; found ${staleAfter}`,
    );
  }
}

/** Time for all records of the port with numbers of one digit, s; 0 behind tcp:// and for records that do not suit the format. */
function shortestRecordTimeS(port: SerialPortConfig): number {
  const { path, baudRate, dataBits, parity, stopBits, records } = port;
  const { createWriter, fields } = formatOf(port);
  const suits = fields === 'named' || Object.values(records).every(Array.isArray);
  if (path.startsWith(TCP) || !suits) return 0;
  const characters = createWriter(records, port)(() => 0).reduce((sum, line) => sum + line.length + 1, 0);
  const bits = 1 + dataBits + (parity === 'none' ? 0 : 1) + stopBits;
  return (characters * bits) / baudRate;
}

function shown(seconds: number): string {
  return String(Number(seconds.toPrecision(2)));
}
