// The data that the guard's thread is started with. The thread answers with one message when it watches.
import type { GuardedLines } from '../../../hal/hal.js';
import type { Words } from '../../heartbeat/lease/words.js';

export interface GuardWorkerData {
  readonly words: Words;
  readonly lines: GuardedLines;
}
