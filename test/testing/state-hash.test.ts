// What the hash of a run depends on, and what it does not depend on.
import { describe, expect, it } from 'vitest';
import { StateHash } from '../../src/testing/state-hash.js';
import type { ControlEvent } from '../../src/vocabulary/events.js';

const EVENT: ControlEvent = { type: 'trip', ts: 1, data: { cause: 'overspeed' } };

function hashOf(
  ...ticks: readonly (readonly [values: readonly number[], events?: ControlEvent[]])[]
): string {
  const hash = new StateHash();
  for (const [values, events = []] of ticks) hash.mix(Float64Array.from(values), events);
  return hash.digest();
}

describe('the hash of a run', () => {
  it('depends on its frames and events and on their order', () => {
    const plain = hashOf([[1, 2]], [[3, 4]]);
    expect(plain).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf([[1, 2]], [[3, 4]])).toBe(plain);
    expect(hashOf([[3, 4]], [[1, 2]])).not.toBe(plain);
    expect(hashOf([[1, 2]], [[3, 4 + 2 ** -50]])).not.toBe(plain);
    expect(hashOf([[1, 2], [EVENT]], [[3, 4]])).not.toBe(hashOf([[1, 2]], [[3, 4], [EVENT]]));
  });

  it('does not depend on how many frames are hashed at once, or on being read in between', () => {
    const asked = new StateHash();
    const silent = new StateHash();
    for (let tick = 0; tick < 1000; tick++) {
      asked.mix(Float64Array.of(tick, tick / 3), []);
      silent.mix(Float64Array.of(tick, tick / 3), []);
      if (tick % 7 === 0) asked.digest();
    }
    expect(asked.digest()).toBe(silent.digest());
  });

  it('is the same for every NaN, whatever its bits are', () => {
    const other = new Float64Array(1);
    new Uint32Array(other.buffer).set([1, 0xfff8_0000]);
    const hash = new StateHash();
    hash.mix(other, []);
    expect(hash.digest()).toBe(hashOf([[Number.NaN]]));
  });

  it('is different for 0 and -0', () => {
    expect(hashOf([[0]])).not.toBe(hashOf([[-0]]));
  });
});
