// The streams: which messages are due on a base tick, and their numbers.
import { describe, expect, it } from 'vitest';
import { Streams } from '../../../src/control/streams/streams.js';

/** Runs base ticks `from` up to `to`; every fourth is a control tick (15 Hz). Returns the ticks on which `what` was due. */
function dueTicks(
  streams: Streams,
  what: 'telemetryDue' | 'priorityDue' | 'healthDue' | 'healthTaken',
  [from, to]: readonly [number, number],
): number[] {
  const due: number[] = [];
  for (let tick = from; tick < to; tick++) {
    streams.advance(tick, tick % 4 === 0);
    if (streams[what]) due.push(tick);
  }
  return due;
}

it('nothing is due before the first tick', () => {
  expect(new Streams(20)).toMatchObject({
    ...{ telemetryDue: false, priorityDue: false, healthDue: false, healthTaken: false },
    ...{ telemetrySeq: 0, prioritySeq: 0 },
  });
});

describe('telemetry', () => {
  it('of 20 Hz is due on every third base tick, and numbered from 1', () => {
    const streams = new Streams(20);
    expect(streams.telemetryHz).toBe(20);
    expect(dueTicks(streams, 'telemetryDue', [0, 10])).toEqual([0, 3, 6, 9]);
    expect(streams.telemetrySeq).toBe(4);
  });

  it('keeps to the grid when its rate changes', () => {
    const streams = new Streams(20);
    dueTicks(streams, 'telemetryDue', [0, 7]);
    streams.setTelemetryHz(10);
    expect(streams.telemetryHz).toBe(10);
    expect(dueTicks(streams, 'telemetryDue', [7, 20])).toEqual([12, 18]);
  });

  it('pauses with a rate of 0, without a number, and comes back in phase', () => {
    const streams = new Streams(20);
    dueTicks(streams, 'telemetryDue', [0, 4]);
    streams.setTelemetryHz(0);
    expect(streams.telemetryHz).toBe(0);
    expect(dueTicks(streams, 'telemetryDue', [4, 10])).toEqual([]);
    expect(streams.telemetrySeq).toBe(2);
    streams.setTelemetryHz(20);
    expect(streams.telemetryHz).toBe(20);
    expect(dueTicks(streams, 'telemetryDue', [10, 16])).toEqual([12, 15]);
    expect(streams.telemetrySeq).toBe(4);
  });
});

describe('priority data', () => {
  it('is due on every control tick, and numbered from 1', () => {
    const streams = new Streams(20);
    expect(dueTicks(streams, 'priorityDue', [0, 10])).toEqual([0, 4, 8]);
    expect(streams.prioritySeq).toBe(3);
  });
});

describe('the health', () => {
  it('is taken once a second on a control tick', () => {
    expect(dueTicks(new Streams(20), 'healthTaken', [0, 130])).toEqual([0, 60, 120]);
  });

  it('is handed on one base tick later', () => {
    expect(dueTicks(new Streams(20), 'healthDue', [0, 130])).toEqual([1, 61, 121]);
  });

  it('waits for a control tick when the one of the full second is missing', () => {
    const streams = new Streams(20);
    dueTicks(streams, 'healthTaken', [0, 60]);
    streams.advance(61, false);
    expect(streams.healthTaken).toBe(false);
    streams.advance(64, true);
    expect(streams.healthTaken).toBe(true);
  });
});
