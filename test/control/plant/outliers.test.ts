// Single wrong samples: how they are told from movements of the plant, and for how long they spoil a computed value.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { Outliers } from '../../../src/control/plant/outliers.js';
import { ProcessImage } from '../../../src/control/state/image.js';

const TOLERANCE = 0.5;
const SPAN_S = 0.25;

function outliers() {
  const image = new ProcessImage(['chain.velocity']);
  const found = new Outliers(0, TOLERANCE, SPAN_S);
  /** Shows these values, one each 0.125 s, and says after which of them a computed value is tainted. */
  let timeS = 0;
  const show = (...values: number[]) =>
    values.map((value) => {
      timeS += 0.125;
      image.set(0, value, timeS, QUALITY.good);
      found.look(image);
      return found.isTainted;
    });
  return { image, found, show };
}

describe('a sample', () => {
  it.each([
    ['above', 2],
    ['below', 0],
  ])(
    'that is %s both of its neighbours is an outlier, known from the next sample on, for 0.25 s',
    (_where, wrong) => {
      expect(outliers().show(1, 1, wrong, 1, 1, 1)).toEqual([false, false, false, true, true, false]);
    },
  );

  it('that is away from its neighbours by the tolerance or less is none', () => {
    expect(outliers().show(1, 1.5, 1, 1, 0.5, 1)).not.toContain(true);
    expect(outliers().show(1, 1.51, 1)).toContain(true);
    expect(outliers().show(1, 0.49, 1)).toContain(true);
  });

  it('that is far from only one of its neighbours is none: the plant moves', () => {
    expect(outliers().show(1, 2, 3, 4, 5)).not.toContain(true);
    expect(outliers().show(5, 4, 3, 2, 1)).not.toContain(true);
    expect(outliers().show(1, 2, 1.8, 1.8)).not.toContain(true);
    expect(outliers().show(1, 1, 3, 3, 3)).not.toContain(true);
  });

  it('that is the first or the second one is none, because nothing is known before it', () => {
    expect(outliers().show(9, 1, 1)).not.toContain(true);
  });
});

describe('a look', () => {
  it('at the same sample again changes nothing', () => {
    const { image, found, show } = outliers();
    show(1, 2);
    found.look(image);
    found.look(image);
    expect(show(1)).toEqual([true]);
  });

  it('at a channel that is not good changes nothing', () => {
    const { image, found, show } = outliers();
    show(1, 2);
    image.set(0, 1, 0.3, QUALITY.estimated);
    found.look(image);
    expect(found.isTainted).toBe(false);
    expect(show(1)).toEqual([true]);
  });
});
