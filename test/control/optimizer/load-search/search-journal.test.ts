// Which events the load search writes, and how often.
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type ReportedSearch,
  SearchJournal,
} from '../../../../src/control/optimizer/load-search/search-journal.js';
import { CLOCK } from '../../../../src/control/tick.js';
import type { ControlEvent } from '../../../../src/vocabulary/events.js';

const holding: ReportedSearch = { state: 'holding', reason: 'optimum', best: 0.84, bestValue: 4492.4 };
const probing: ReportedSearch = { ...holding, state: 'probing', reason: 'tracking' };
const doubted: ReportedSearch = { ...holding, state: 'frozen', reason: 'channel_doubted' };

describe('the events of the load search', () => {
  let journal: SearchJournal;
  let events: ControlEvent[];
  const clock = new Float64Array(CLOCK.length);

  beforeEach(() => {
    journal = new SearchJournal();
    events = [];
    clock.fill(0);
  });

  function run(search: ReportedSearch, seconds: number, alarm = ''): void {
    for (let i = 0; i < seconds * 15; i++) {
      clock[CLOCK.nowS] = clock[CLOCK.nowS]! + 1 / 15;
      clock[CLOCK.wallMs] = 1000 * clock[CLOCK.nowS]!;
      journal.update(search, alarm, search.best, clock, events);
    }
  }
  const told = () => events.map(({ data }) => data);

  it('report a load that was found, its value, and why it is held', () => {
    run(probing, 10);
    run(holding, 10);
    expect(told()).toEqual([{ search: 'found', load: 0.84, value: 4492.4, reason: 'optimum' }]);
    expect(events[0]!.type).toBe('lifecycle');
  });

  it('do not report a load that is nearly the same as before', () => {
    run(holding, 10);
    run({ ...holding, best: 0.845, bestValue: 4500 }, 10);
    expect(events).toHaveLength(1);
    run({ ...holding, best: 0.87 }, 10);
    run({ ...holding, best: 0.87, bestValue: 4000 }, 10);
    expect(events).toHaveLength(3);
  });

  it('name the alarm because of which the search holds the load, and report when it continues', () => {
    run(holding, 10);
    run(doubted, 600, 'sensor_stuck.generator.current');
    run(probing, 10);
    expect(told().slice(1)).toEqual([
      { search: 'held', load: 0.84, reason: 'channel_doubted', alarm: 'sensor_stuck.generator.current' },
      { search: 'continued', load: 0.84, after: 'channel_doubted' },
    ]);
  });

  it('do not report a pause of less than three seconds, or one that follows from a command', () => {
    run(doubted, 2.8, 'sensor_invalid.generator.current');
    run({ ...holding, state: 'frozen', reason: 'not_running' }, 10);
    run({ ...holding, state: 'paused', reason: 'set_by_hand' }, 10);
    expect(events).toEqual([]);
  });

  it('are at most twelve an hour in the long run, whatever the search does', () => {
    for (let i = 0; i < 6 * 3600; i += 20) {
      run({ ...doubted, best: 0.5 }, 10, 'energy_balance');
      run({ ...holding, best: i % 40 === 0 ? 0.5 : 0.8 }, 10);
    }
    expect(events.length).toBeGreaterThan(60);
    expect(events.length).toBeLessThanOrEqual(6 * 12 + 13);
  });
});
