// How much memory and processor time the computer has left.
import type { FileTree } from './file-tree.js';

const BYTES_A_KIBIBYTE = 1024;

/** Bytes that programs can still get; null when the kernel does not say. */
export function memoryAvailable(tree: FileTree): number | null {
  const kibibytes = /^MemAvailable:\s*(\d+) kB$/m.exec(tree.read('/proc/meminfo'))?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * BYTES_A_KIBIBYTE;
}

/** The load average of the last minute, divided by the number of processors; null when the kernel does not say. */
export function processorLoad(tree: FileTree): number | null {
  const average = /^\d+\.\d+/.exec(tree.read('/proc/loadavg'))?.[0];
  const processors = tree.read('/proc/stat').match(/^cpu\d+ /gm)?.length ?? 0;
  return average === undefined || processors === 0 ? null : Number(average) / processors;
}
