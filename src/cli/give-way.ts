// Lets a command that runs for minutes beside the controller take only the processor time that nobody else wants.
import { setPriority } from 'node:os';

/** Of two processes that want the processor, the controller comes first. */
const LOW_PRIORITY = 10;

export function giveWay(): void {
  setPriority(LOW_PRIORITY);
}
