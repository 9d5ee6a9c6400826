// What the guard's thread is started with; it answers with one message, once it watches.
import type { GuardedLines } from '../../../hal/hal.js';
import type { Words } from './words.js';

export interface GuardWorkerData {
  readonly words: Words;
  readonly lines: GuardedLines;
}
