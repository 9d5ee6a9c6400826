// The row of a minute: a whole minute, a partial one, one with missing frames, and one in which the clock was set.
import { describe, expect, it } from 'vitest';
import type { Health } from '../../src/control/records/health.js';
import { phaseFigures, someHealth } from '../support/health.js';
import { Recording, START_MS } from './fixtures.js';

const MINUTE_MS = 60_000;

/** A health record with this number of measurements of the phase `acquire`, and this p99. */
function healthOf(count: number, p99: number): Health {
  return someHealth({ phases: phaseFigures({ acquire: { count, p99 } }) });
}

describe('the frames of a minute', () => {
  it('make one row that is complete, aligned to the wall clock', () => {
    const recording = new Recording(START_MS);
    recording.run(130);
    const [first, second] = recording.rows;
    expect(recording.rows).toHaveLength(2);
    expect(first).toMatchObject({ ts: START_MS, run: 3, tick: 0, frames: 3600, complete: true });
    expect(second).toMatchObject({ ts: START_MS + MINUTE_MS, tick: 3600, frames: 3600, complete: true });
    expect(first?.series['chain.velocity']).toMatchObject({ count: 3600, mean: 1.5, good: 1 });
  });

  it('make a row that is not complete when the beginning is missing', () => {
    const recording = new Recording(START_MS + 45_000);
    recording.run(80);
    expect(recording.rows).toHaveLength(1);
    expect(recording.rows[0]).toMatchObject({
      ts: START_MS,
      frames: 900,
      complete: false,
      clockJumped: false,
    });
  });

  it('make a row that is complete as long as at most a hundredth of them was dropped', () => {
    const recording = new Recording(START_MS);
    recording.run(10);
    recording.drop(36);
    recording.run(49.4 + 10);
    recording.drop(60);
    recording.run(60);
    expect(recording.rows.map(({ frames, complete }) => [frames, complete])).toEqual([
      [3564, true],
      [3540, false],
    ]);
  });

  it('give the shares of modes, degradation steps and plant states', () => {
    const recording = new Recording(START_MS);
    recording.run(45, { mode: 1, plant: 2 });
    recording.run(15, { mode: 2, plant: 4, degradation: 3 });
    recording.run(6);
    expect(recording.rows[0]).toMatchObject({
      mode: { balanced: 0.75, accuracy: 0.25 },
      degradation: { 0: 0.75, 3: 0.25 },
      plant: { running: 0.75, tripped: 0.25 },
    });
  });

  it('make a row at the end of the recording, also when they are few', () => {
    const recording = new Recording(START_MS);
    recording.run(62);
    recording.recorder.flush();
    recording.recorder.flush();
    expect(recording.rows.map(({ ts, frames }) => [ts, frames])).toEqual([
      [START_MS, 3600],
      [START_MS + MINUTE_MS, 120],
    ]);
  });
});

describe('a wall clock that is set', () => {
  it.each([
    { way: 'forward', byMs: 5 * MINUTE_MS },
    { way: 'back', byMs: -5 * MINUTE_MS },
  ])('$way into another minute ends the row, and marks both', ({ byMs }) => {
    const recording = new Recording(START_MS);
    recording.run(30);
    recording.setClock(byMs);
    recording.run(90 + 6);
    expect(
      recording.rows.map(({ ts, frames, complete, clockJumped }) => [ts, frames, complete, clockJumped]),
    ).toEqual([
      [START_MS, 1800, false, true],
      [START_MS + byMs, 1800, false, true],
      [START_MS + byMs + MINUTE_MS, 3600, true, false],
    ]);
  });

  it('within a minute leaves one row, which is marked', () => {
    const recording = new Recording(START_MS);
    recording.run(30);
    recording.setClock(-2000);
    recording.run(40);
    expect(recording.rows[0]).toMatchObject({
      ts: START_MS,
      frames: 3720,
      complete: false,
      clockJumped: true,
    });
  });

  it('only by some milliseconds is not a jump', () => {
    const recording = new Recording(START_MS);
    recording.run(30);
    recording.setClock(20);
    recording.run(40);
    expect(recording.rows[0]).toMatchObject({ complete: true, clockJumped: false });
  });

  it('back by some milliseconds over the start of a minute does not make another row', () => {
    const recording = new Recording(START_MS);
    recording.run(60.1);
    recording.setClock(-200);
    recording.run(65);
    expect(recording.rows.map(({ ts, frames, complete }) => [ts, frames, complete])).toEqual([
      [START_MS, 3600, true],
    ]);
  });

  it('does not count an alarm for longer than the row lasted', () => {
    const recording = new Recording(START_MS);
    recording.alert('hot', 'active');
    recording.run(30);
    recording.setClock(10 * MINUTE_MS);
    recording.run(36);
    expect(recording.rows[0]?.alarms.hot?.activeS).toBeCloseTo(30, 1);
    expect(recording.rows[1]?.alarms.hot?.activeS).toBeCloseTo(30, 1);
  });
});

describe('the events of a minute', () => {
  it('are counted: trips by cause, recoveries by type and outcome, commands by outcome', () => {
    const recording = new Recording(START_MS);
    recording.run(20);
    recording.event('trip', { cause: 'overspeed' });
    recording.event('recovery', { type: 'sensor_lost', outcome: 'attempted' });
    recording.event('recovery', { type: 'sensor_lost', outcome: 'succeeded' });
    recording.event('command', { ok: true });
    recording.event('command', { ok: false });
    recording.event('command', { ok: false });
    recording.run(50);
    expect(recording.rows[0]).toMatchObject({
      trips: { overspeed: 1 },
      recoveries: { 'sensor_lost.attempted': 1, 'sensor_lost.succeeded': 1 },
      commands: { done: 1, refused: 2 },
    });
  });

  it('belong to the minute of their time stamp, also when they come after its end or before its first frame', () => {
    const recording = new Recording(START_MS);
    recording.run(59.9);
    recording.event('trip', { cause: 'stability' }, START_MS + MINUTE_MS + 5);
    recording.run(3);
    recording.event('trip', { cause: 'overspeed' }, START_MS + MINUTE_MS - 5);
    recording.run(65);
    expect(recording.rows.map(({ trips }) => trips)).toEqual([{ overspeed: 1 }, { stability: 1 }]);
  });

  it('count in the next row when the row of their minute was made already', () => {
    const recording = new Recording(START_MS);
    recording.run(66);
    recording.event('trip', { cause: 'overspeed' }, START_MS + 59_000);
    recording.run(60);
    expect(recording.rows.map(({ trips }) => trips)).toEqual([{}, { overspeed: 1 }]);
  });

  it('are left out when too many wait, and the row is not complete', () => {
    const recording = new Recording(START_MS);
    for (let i = 0; i < 5001; i++) recording.event('command', { ok: true });
    recording.run(66);
    expect(recording.rows[0]).toMatchObject({ complete: false, commands: { done: 5000 } });
  });
});

describe('the alarms of a minute', () => {
  it('are counted by rule, with the seconds in which each was active', () => {
    const recording = new Recording(START_MS);
    recording.run(10);
    recording.alert('hot', 'active', { id: 'a' });
    recording.run(5);
    recording.alert('hot', 'cleared', { id: 'a' });
    recording.run(10);
    recording.alert('hot', 'active', { id: 'b' });
    recording.run(60);
    recording.alert('hot', 'cleared', { id: 'b' });
    recording.run(60);
    expect(recording.rows.map(({ alarms }) => alarms)).toEqual([
      { hot: { raised: 2, activeS: 40 } },
      { hot: { raised: 0, activeS: 25 } },
    ]);
  });

  it('do not count an acknowledgement as an occurrence', () => {
    const recording = new Recording(START_MS);
    recording.alert('hot', 'active', { id: 'a' });
    recording.run(10);
    recording.alert('hot', 'active', { id: 'a' });
    recording.run(56);
    expect(recording.rows[0]?.alarms).toEqual({ hot: { raised: 1, activeS: 60 } });
  });

  it('that were active before count their time, but not as a new occurrence', () => {
    const recording = new Recording(START_MS);
    recording.recorder.assume([{ rule: 'hot', state: 'active', id: 'a', since: START_MS - 1 } as never]);
    recording.run(30);
    recording.alert('hot', 'cleared', { id: 'a' });
    recording.run(36);
    expect(recording.rows[0]?.alarms).toEqual({ hot: { raised: 0, activeS: 30 } });
  });

  it('count the time of an alarm of which only the end was reported', () => {
    const recording = new Recording(START_MS);
    recording.run(30);
    recording.alert('hot', 'cleared', { since: START_MS + 20_000 });
    recording.run(36);
    expect(recording.rows[0]?.alarms).toEqual({ hot: { raised: 0, activeS: 10 } });
  });
});

describe('the health records of a minute', () => {
  it('give the durations of the last record, and the number of measurements since the previous minute', () => {
    const recording = new Recording(START_MS);
    recording.recorder.health(healthOf(15, 4));
    recording.run(59);
    recording.recorder.health(healthOf(900, 7));
    recording.run(2);
    recording.recorder.health(healthOf(1800, 9));
    recording.run(64.5);
    expect(recording.rows.map(({ durations }) => durations.acquire)).toMatchObject([
      { p99: 7, count: 885 },
      { p99: 9, count: 900 },
    ]);
  });

  it('give no durations when there is no record', () => {
    const recording = new Recording(START_MS);
    recording.run(66);
    expect(recording.rows[0]?.durations).toEqual({});
  });
});
