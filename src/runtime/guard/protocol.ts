// What the guard's thread is started with; it answers with one message, once it watches.
import type { GuardedLines } from '../../../hal/hal.js';
import type { Words } from '../../heartbeat/lease/words.js';

export interface GuardWorkerData {
  readonly words: Words;
  readonly lines: GuardedLines;
}
