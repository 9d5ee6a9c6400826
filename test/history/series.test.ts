// The steps of an answer, and its text.
import { describe, expect, it } from 'vitest';
import { planQuery } from '../../src/history/query-plan.js';
import { seriesText } from '../../src/history/series-text.js';
import { StepSeries } from '../../src/history/step-series.js';
import { pointList, START_MS } from './fixtures.js';

const MINUTE = planQuery({ fromMs: START_MS, toMs: START_MS + 60_000 }, 6);
const CHANNEL = { name: 'chain.velocity', unit: 'm/s' };

/** The document of a series with these steps. */
function documentOf(steps: StepSeries, synchronised = true) {
  const work = seriesText({ channel: CHANNEL, plan: MINUTE, synchronised }, steps);
  for (;;) {
    const { done, value } = work.next();
    if (done) return JSON.parse(value);
  }
}

describe('the steps', () => {
  it('combine points of several periods, in any order', () => {
    const steps = new StepSeries(MINUTE);
    steps.add(pointList([{ ts: START_MS + 12_000, count: 10, min: 5, mean: 6, max: 9 }]));
    steps.add(
      pointList([{ ts: START_MS + 11_000, count: 30, min: 1, mean: 2, max: 3 }, { ts: START_MS - 1000 }]),
    );
    steps.add(pointList([{ ts: START_MS + 60_000, max: 99 }]));
    expect(documentOf(steps).points).toEqual([[START_MS + 10_000, 1, 3, 9]]);
  });

  it('without a value are absent: a gap is not a line between its borders', () => {
    const steps = new StepSeries(MINUTE);
    const bad = { count: 0, marks: 8, min: NaN, mean: NaN, max: NaN };
    steps.add(pointList([{}, { ts: START_MS + 20_000, ...bad }, { ts: START_MS + 40_000 }]));
    expect(documentOf(steps)).toEqual({
      channel: 'chain.velocity',
      unit: 'm/s',
      resolution: 10,
      quality: [[START_MS + 20_000, 'bad']],
      points: [
        [START_MS, 1, 2, 3],
        [START_MS + 40_000, 1, 2, 3],
      ],
    });
  });

  it('name the worst quality of a step that is not completely good', () => {
    const steps = new StepSeries(MINUTE);
    steps.add(pointList([{ marks: 3 }, { marks: 5 }, { ts: START_MS + 30_000, marks: 3 }]));
    expect(documentOf(steps).quality).toEqual([
      [START_MS, 'stale'],
      [START_MS + 30_000, 'estimated'],
    ]);
  });

  it('are marked when the clock was not synchronised', () => {
    expect(documentOf(new StepSeries(MINUTE), false)).toMatchObject({ points: [], clock: 'unsynchronised' });
  });
});
