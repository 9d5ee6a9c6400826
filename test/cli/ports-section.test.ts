// The serial ports on the status page.
import { expect, it } from 'vitest';
import { portLines } from '../../src/cli/ports-section.js';

it('a port says how many lines were read, and shows the last one that was not', () => {
  const chain = { good: 12, checksum: 1, oversized: 0, unknown: 2, malformed: 8, reopened: 0 };
  const last = { last: 'MSG:1,Vrms:230.1,P1:157', lastReason: 'there is no =' };
  expect(portLines({ chain: { ...chain, ...last } })).toEqual([
    'chain: 12 lines read, 11 not, reopened 0 times; the last unreadable one was `MSG:1,Vrms:230.1,P1:157` (there is no =)',
  ]);
  expect(portLines({ chain: { ...chain, last: null, lastReason: null } })).toEqual([
    'chain: 12 lines read, 11 not, reopened 0 times',
  ]);
});

it('a plant without serial ports has no lines', () => {
  expect(portLines(undefined)).toEqual([]);
});
