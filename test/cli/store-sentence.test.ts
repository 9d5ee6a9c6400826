// What `kpp status` says of the store: where the events are, and never that they are on disk when they are not.
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
] as const)('in mode %s with %i events waiting', (mode, eventsWaiting, sentence) => {
  expect(storeSentence({ mode, eventsWaiting })).toBe(sentence);
});
