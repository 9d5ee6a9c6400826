// What the figures were measured on, and how busy it was.
import { readFileSync } from 'node:fs';
import os from 'node:os';

const GOVERNOR = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';
/** Above this something else was at work. */
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

/** What speaks against the figures, in sentences. What the bench itself does is part of the load after it. */
export function warnings(loadBefore) {
  if (loadBefore <= QUIET_LOAD) return [];
  return [
    `the load average was ${loadBefore} before the first measurement: something else was running, so these figures are too high`,
  ];
}

/** null where the kernel does not say, as in most virtual machines. */
function governor() {
  try {
    return readFileSync(GOVERNOR, 'utf8').trim();
  } catch {
    return null;
  }
}
