// The energy ledger.
import { describe, expect, it } from 'vitest';
import { Ledger, TERM } from '../../../hal/sim/ledger.js';

describe('the energy ledger', () => {
  it('is closed before anything has flowed', () => {
    expect(new Ledger(500).error(500)).toBe(0);
  });

  it('is closed when work in equals the sum of work out, losses and change of stored energy', () => {
    const ledger = new Ledger(500);
    ledger.joules[TERM.compressorWork] = 1000;
    ledger.joules[TERM.electricalWork] = 300;
    ledger.joules[TERM.drag] = 150;
    ledger.joules[TERM.generator] = 50;
    expect(ledger.losses()).toBe(200);
    expect(ledger.error(1000)).toBe(0);
  });

  it.each([
    ['compressor work', 1000, 300, 500, 1000],
    ['electrical work', 100, 900, 500, 900],
    ['change of stored energy', 100, 300, 2500, 2000],
  ])('relates its error to the largest flow: %s', (_what, compressor, electrical, stored, largest) => {
    const ledger = new Ledger(500);
    ledger.joules[TERM.compressorWork] = compressor;
    ledger.joules[TERM.electricalWork] = electrical;
    expect(ledger.error(stored)).toBeCloseTo(
      Math.abs(compressor - electrical - (stored - 500)) / largest,
      12,
    );
  });

  it('has an error that is NaN when an energy is NaN', () => {
    expect(new Ledger(500).error(Number.NaN)).toBeNaN();
  });
});
