// Ends a command on a signal by `process.exit`, so that it removes its temporary files.
import { constants } from 'node:os';

/** The exit status of a program that a signal has ended, as a shell reports it. */
const SIGNALLED = 128;

export function exitOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(SIGNALLED + constants.signals[signal]));
  }
}
