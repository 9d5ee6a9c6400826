// Which loads the search measures, and which it chooses, for objectives that are given as formulas.
import { describe, expect, it } from 'vitest';
import { LineSearch } from '../../../../src/control/optimizer/load-search/line-search.js';

const STEPS = [0.25, 0.08] as const;

type Landscape = (load: number) => number;

/** A curve like that of the power at full air. */
const smooth: Landscape = (load) => 4500 - 6300 * (load - 0.85) ** 2;
/** A steep rise to its best load of 0.5, then a plateau with humps of 3 %, the last of them at load 1. */
const humps: Landscape = (load) =>
  load < 0.5 ? 2450 - 6000 * (0.5 - load) ** 2 : 2450 - 300 * (load - 0.5) - 35 * Math.sin((load - 0.5) * 24);

/** Lets a search measure until it ends. Returns the loads in the order of its requests. */
function measured(search: LineSearch, landscape: Landscape, error = 2): number[] {
  const loads: number[] = [];
  while (!Number.isNaN(search.next)) {
    loads.push(search.next);
    search.take(landscape(search.next), error);
  }
  return loads;
}

describe('the search along the load', () => {
  it.each([0, 0.1, 0.3, 0.6, 0.75, 0.95, 1])('finds a smooth maximum from %d', (start) => {
    const search = new LineSearch();
    search.begin(start, STEPS, false);
    const loads = measured(search, smooth);
    expect(smooth(search.best)).toBeGreaterThan(0.999 * 4500);
    expect(loads.length).toBeLessThanOrEqual(9);
  });

  it.each([0.1, 0.3, 0.6, 0.75, 0.95, 1])('finds the maximum in spite of humps from %d', (start) => {
    const search = new LineSearch();
    search.begin(start, STEPS, false);
    measured(search, humps, 15);
    expect(humps(search.best)).toBeGreaterThan(0.98 * 2450);
  });

  it('measures only loads within 0..1, and none twice', () => {
    const search = new LineSearch();
    search.begin(0.4, STEPS, false);
    const loads = measured(search, (load) => 1000 * load);
    expect(Math.min(...loads)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...loads)).toBe(1);
    expect(new Set(loads).size).toBe(loads.length);
    expect(search.best).toBe(1);
  });

  it('begins with lower loads on request, or when no higher load is possible', () => {
    const search = new LineSearch();
    search.begin(0.5, STEPS, true);
    search.take(smooth(0.5), 2);
    expect(search.next).toBe(0.25);
    search.begin(0.95, STEPS, false);
    search.take(smooth(0.95), 2);
    expect(search.next).toBeCloseTo(0.7, 9);
  });

  it('chooses the lower of two loads when their difference may be chance', () => {
    const search = new LineSearch();
    search.begin(0.8, [0.25, 0.08], true);
    search.take(1000, 10);
    search.take(995, 10);
    expect(search.bestMeasured).toBeCloseTo(0.55, 9);
  });

  it('does not choose a higher load for a gain that may be chance', () => {
    const search = new LineSearch();
    search.begin(0.5, [0.05], false);
    search.take(1000, 10);
    search.take(1020, 10);
    expect(search.bestMeasured).toBe(0.5);
    search.begin(0.5, [0.05], false);
    search.take(1000, 10);
    search.take(1040, 10);
    expect(search.bestMeasured).toBeCloseTo(0.55, 9);
  });

  it('ends at a limit below the maximum', () => {
    const search = new LineSearch();
    search.bound(0.1, 0.62);
    search.begin(0.3, STEPS, false);
    const loads = measured(search, smooth);
    expect(Math.max(...loads)).toBeLessThanOrEqual(0.62);
    expect(search.best).toBeGreaterThan(0.55);
  });

  it('chooses again when a limit moves between the present load and the requested one', () => {
    const search = new LineSearch();
    search.begin(0.5, STEPS, false);
    search.take(smooth(0.5), 2);
    expect(search.next).toBe(0.75);
    search.bound(0, 0.6);
    expect(search.next).toBe(0.25);
    expect(search.hasFoothold).toBe(true);
    search.bound(0, 0.4);
    expect(search.hasFoothold).toBe(false);
  });

  it('measures one step to each side of a known load', () => {
    const search = new LineSearch();
    search.beginAround(0.8, smooth(0.8), 2, [0.05]);
    const loads = measured(search, smooth);
    expect(loads[0]).toBeCloseTo(0.85, 9);
    expect(loads).toHaveLength(2);
    expect(search.best).toBeCloseTo(0.85, 2);
  });

  it('ends when the objective is not a number', () => {
    const search = new LineSearch();
    let calls = 0;
    search.begin(0.5, STEPS, false);
    const loads = measured(search, () => (calls++ % 2 === 0 ? 0 : calls));
    expect(loads.length).toBeLessThanOrEqual(16);
    expect(search.best).toBeGreaterThanOrEqual(0);
  });

  it('measures again only when a gain is large enough to matter and may be chance', () => {
    const search = new LineSearch();
    search.beginAround(0.5, 1000, 1, [0.02]);
    expect(search.isDoubtful(1010, 10)).toBe(true);
    expect(search.isDoubtful(1010, 2)).toBe(false);
    expect(search.isDoubtful(990, 10)).toBe(false);
    expect(search.isDoubtful(1001, 1)).toBe(false);
  });
});
