// Reads the CPU time and the memory of a process from the kernel.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Positions of fields in /proc/PID/stat, counted after the program's name in parentheses, because the name may contain blanks. */
const UTIME = 11;
const STIME = 12;
const KB = 1024;

let ticksPerS;

/** Seconds of CPU time that a process or one of its threads has used. */
function cpuS(statFile) {
  ticksPerS ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  const stat = readFileSync(statFile, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[UTIME]) + Number(fields[STIME])) / ticksPerS;
}

/**
 * CPU time of the whole process and of its first thread, which is the control thread; resident memory in bytes. Linux only.
 *
 * @throws when the process has ended
 */
export function processUsage(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const rss = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * KB;
  return {
    atMs: performance.now(),
    cpuS: cpuS(`/proc/${pid}/stat`),
    controlCpuS: cpuS(`/proc/${pid}/task/${pid}/stat`),
    threads: readdirSync(`/proc/${pid}/task`).length,
    rss,
  };
}
