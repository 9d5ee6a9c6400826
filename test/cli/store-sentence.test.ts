// The sentence of `kpp status` about the store says where the events are, and says "on disk" only when that is true.
import { expect, it } from 'vitest';
import { storeSentence } from '../../src/cli/store-sentence.js';

it.each([
  ['disk', 0, 'every event is on disk'],
  ['disk', 1, 'one event waits to be written to disk'],
  ['disk', 12, '12 events wait to be written to disk'],
  [
    'memory',
    0,
    'new events are in memory only, because the disk cannot be written; see the alarm store_failing',
  ],
  [
    'memory',
    2,
    'new events are in memory only, because the disk cannot be written; 2 events wait to be stored in memory; see the alarm store_failing',
  ],
] as const)('in mode %s with %i events waiting it is: %s', (mode, eventsWaiting, sentence) => {
  expect(storeSentence({ mode, eventsWaiting })).toBe(sentence);
});
