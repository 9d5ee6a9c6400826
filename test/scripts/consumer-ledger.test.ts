// The account of the example consumer: ranges, repetitions, and the reasons of what is missing.
import { describe, expect, it } from 'vitest';
import { missingIn, newLedger } from '../support/consumer-ledger.js';

const LOG = 'a';

function event(seq: number, more: Record<string, unknown> = {}) {
  return { log: LOG, seq, ts: seq, type: 'mode', data: {}, ...more };
}

const frame = (seq: number, more: Record<string, unknown> = {}) => ({ run: 1, seq, ts: seq, ...more });
const health = (outbox: number, outboxFrames: number) => ({ comms: { outbox, outboxFrames } });

describe('the ledger', () => {
  it('is complete when every number arrived, in any order and also twice', () => {
    const ledger = newLedger();
    for (const seq of [3, 4, 7, 6, 5, 5, 8]) ledger.message('telemetry', frame(seq));
    for (const seq of [2, 1, 3]) ledger.message('events', event(seq));
    const report = ledger.report();
    expect(report).toMatchObject({ complete: true, waiting: false });
    expect(report.lines).toEqual([
      { line: 'telemetry/1', from: 3, to: 8, repeated: 1, missing: [] },
      { line: 'events/a', from: 1, to: 3, repeated: 0, missing: [] },
    ]);
  });

  it('counts each run, topic and log for itself', () => {
    const ledger = newLedger();
    ledger.message('telemetry', frame(1));
    ledger.message('telemetry', frame(5, { run: 2 }));
    ledger.message('priority', frame(9));
    ledger.message('events', event(1, { log: 'b' }));
    expect(ledger.report().lines.map(({ line }) => line)).toEqual([
      'telemetry/1',
      'telemetry/2',
      'priority/1',
      'events/b',
    ]);
    expect(ledger.report().complete).toBe(true);
  });

  it('names what is missing, and whether the controller still has it', () => {
    const ledger = newLedger();
    for (const seq of [1, 4]) ledger.message('priority', frame(seq));
    for (const seq of [1, 3]) ledger.message('events', event(seq));
    ledger.message('health', health(0, 12));
    expect(missingIn(ledger.report())).toEqual([
      'priority/1: 2 to 3: waiting',
      'events/a: 2 to 2: unexplained',
    ]);
    ledger.message('health', health(0, 0));
    expect(ledger.report()).toMatchObject({ complete: false, waiting: false });
  });

  it('explains with data_lost what the controller has lost, exactly', () => {
    const ledger = newLedger();
    for (const seq of [1, 10]) ledger.message('telemetry', frame(seq));
    const data = { what: 'frames', topic: 'telemetry', run: 1, fromSeq: 3, toSeq: 5, reason: 'store_full' };
    ledger.message('events', event(1, { type: 'data_lost', data }));
    expect(missingIn(ledger.report())).toEqual([
      'telemetry/1: 2 to 2: unexplained',
      'telemetry/1: 3 to 5: lost: store_full',
      'telemetry/1: 6 to 9: unexplained',
    ]);
    for (const seq of [2, 6, 7, 8, 9]) ledger.message('telemetry', frame(seq));
    expect(ledger.report().complete).toBe(true);
  });

  it('explains what was published while this consumer was away, and not what was replayed', () => {
    const ledger = newLedger();
    for (const seq of [1, 2]) ledger.message('telemetry', frame(seq));
    ledger.wasAway(['telemetry']);
    ledger.message('telemetry', frame(4, { historical: true }));
    for (const seq of [7, 9]) ledger.message('telemetry', frame(seq));
    expect(missingIn(ledger.report())).toEqual([
      'telemetry/1: 3 to 3: unexplained',
      'telemetry/1: 5 to 6: this consumer was away',
      'telemetry/1: 8 to 8: unexplained',
    ]);
  });

  it('says that a message waits while the controller still has some, also when this consumer was away', () => {
    const ledger = newLedger();
    ledger.message('telemetry', frame(1));
    ledger.wasAway(['telemetry']);
    ledger.message('telemetry', frame(5));
    ledger.message('health', health(0, 3));
    expect(missingIn(ledger.report())).toEqual(['telemetry/1: 2 to 4: waiting']);
    expect(ledger.report()).toMatchObject({ complete: false, waiting: true });
    for (const seq of [2, 3]) ledger.message('telemetry', frame(seq, { historical: true }));
    ledger.message('health', health(0, 0));
    expect(missingIn(ledger.report())).toEqual(['telemetry/1: 4 to 4: this consumer was away']);
  });

  it('excuses nothing when the controller connects after this consumer: then the broker was away, not this consumer', () => {
    const ledger = newLedger();
    ledger.message('telemetry', frame(1));
    ledger.message('events', event(1));
    ledger.wasAway(['telemetry', 'priority', 'events']);
    ledger.message('status', { state: 'offline' }, true);
    ledger.message('status', { state: 'online' });
    ledger.message('telemetry', frame(5));
    ledger.message('events', event(3));
    ledger.message('health', health(0, 3));
    expect(missingIn(ledger.report())).toEqual([
      'telemetry/1: 2 to 4: waiting',
      'events/a: 2 to 2: unexplained',
    ]);
    for (const seq of [3, 4]) ledger.message('telemetry', frame(seq, { historical: true }));
    ledger.message('health', health(0, 0));
    expect(missingIn(ledger.report())[0]).toBe('telemetry/1: 2 to 2: unexplained');
  });

  it('excuses what a controller published that was online before this consumer, whatever its status says later', () => {
    const ledger = newLedger();
    ledger.message('telemetry', frame(1));
    ledger.message('events', event(1));
    ledger.wasAway(['telemetry', 'events']);
    ledger.message('status', { state: 'online' }, true);
    ledger.message('telemetry', frame(5));
    ledger.message('status', { state: 'online', plant: 'running' });
    ledger.message('events', event(3));
    expect(missingIn(ledger.report())).toEqual([
      'telemetry/1: 2 to 4: this consumer was away',
      'events/a: 2 to 2: this consumer was away',
    ]);
  });

  it('knows the end of a log from its successor, and events from memory by their origin', () => {
    const ledger = newLedger();
    ledger.message('events', event(1));
    ledger.message(
      'events',
      event(1, { log: 'memory', type: 'lifecycle', data: { previous: { log: LOG, lastSeq: 3 } } }),
    );
    ledger.message('events', event(2, { log: 'memory' }));
    expect(missingIn(ledger.report())).toEqual(['events/a: 2 to 3: unexplained']);
    ledger.message('events', event(2));
    ledger.message('events', event(3));
    ledger.message('events', event(4, { origin: { log: 'memory', seq: 3 } }));
    expect(ledger.report().complete).toBe(true);
  });

  it('continues from what it has saved', () => {
    const first = newLedger();
    for (const seq of [1, 2, 5]) first.message('telemetry', frame(seq));
    const second = newLedger(JSON.parse(JSON.stringify(first)));
    for (const seq of [3, 6]) second.message('telemetry', frame(seq));
    expect(missingIn(second.report())).toEqual(['telemetry/1: 4 to 4: unexplained']);
  });
});
