// Names the present thread for the operating system, so that `top -H` and the bench can tell the threads apart.
import { writeFileSync } from 'node:fs';

const FILE = '/proc/thread-self/comm';
/** The kernel keeps this many characters. */
const LONGEST = 15;

/** Linux only; elsewhere, and where /proc is missing, nothing happens. */
export function nameThread(name: string, file = FILE): void {
  try {
    writeFileSync(file, `kpp-${name}`.slice(0, LONGEST));
  } catch {
    // A thread without a name works as well.
  }
}
