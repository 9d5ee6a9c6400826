// Describes the machine of a measurement, and how busy it was.
import { readFileSync } from 'node:fs';
import os from 'node:os';

const GOVERNOR = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';
/** A load average above this means that other programs were running. */
const QUIET_LOAD = 0.5;

export function machine() {
  const cpus = os.cpus();
  return {
    cpu: cpus[0]?.model.trim() ?? 'unknown',
    cores: cpus.length,
    memoryGB: Math.round((os.totalmem() / 1e9) * 10) / 10,
    kernel: `${os.type()} ${os.release()} ${os.machine()}`,
    node: process.version,
    v8: process.versions.v8,
    governor: governor(),
  };
}

/** Load average of the last minute. */
export function loadAverage() {
  return Math.round(os.loadavg()[0] * 100) / 100;
}

/** Reasons to doubt the figures, as sentences. Only the load before the bench counts: the load after it is the bench's own. */
export function warnings(loadBefore) {
  if (loadBefore <= QUIET_LOAD) return [];
  return [
    `the load average was ${loadBefore} before the first measurement: other programs were running, so these figures are too high`,
  ];
}

/** The CPU frequency governor; null when the kernel does not report one, as in most virtual machines. */
function governor() {
  try {
    return readFileSync(GOVERNOR, 'utf8').trim();
  } catch {
    return null;
  }
}
