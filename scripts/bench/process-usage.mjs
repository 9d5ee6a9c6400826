// Reads the CPU time and the memory of a process from the kernel.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Positions of fields in /proc/PID/stat, counted after the program's name in parentheses, because the name may contain blanks. */
const UTIME = 11;
const STIME = 12;
const KB = 1024;

let ticksPerS;

/** Threads that have no name of ours: those of V8, which compile and collect garbage, and those of libuv, which read files. */
const ENGINE = 'engine';

/** Name and seconds of CPU time of a process or of one of its threads. */
function readStat(statFile) {
  ticksPerS ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  const stat = readFileSync(statFile, 'utf8');
  const end = stat.lastIndexOf(')');
  const fields = stat.slice(end + 2).split(' ');
  const cpuS = (Number(fields[UTIME]) + Number(fields[STIME])) / ticksPerS;
  return { name: stat.slice(stat.indexOf('(') + 1, end), cpuS };
}

/** Seconds of CPU time by thread: the first one is the control thread, the others have the names that the program gives them. */
function threadsOf(pid) {
  const cpuS = {};
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const { name, cpuS: used } = readStat(`/proc/${pid}/task/${thread}/stat`);
    const ours = /^kpp-(.*)$/.exec(name)?.[1] ?? ENGINE;
    const role = thread === String(pid) ? 'control' : ours;
    cpuS[role] = (cpuS[role] ?? 0) + used;
  }
  return cpuS;
}

/**
 * CPU time of the whole process and of each of its threads; resident memory in bytes. Linux only.
 *
 * @throws when the process has ended
 */
export function processUsage(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const rss = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * KB;
  return {
    atMs: performance.now(),
    cpuS: readStat(`/proc/${pid}/stat`).cpuS,
    threadCpuS: threadsOf(pid),
    threads: readdirSync(`/proc/${pid}/task`).length,
    rss,
  };
}
