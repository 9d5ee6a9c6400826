// Events, alarms and runs in the store, on real files.
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Runs } from '../../../src/store/worker/runs.js';
import type { Store } from '../../../src/store/worker/store.js';
import type { StoredEvent } from '../../../src/vocabulary/events.js';
import { anAlert, anEvent, commit, NOW_MS, openStore, range, temporaryDirectory } from '../fixtures.js';

function allEvents(store: Store): readonly StoredEvent[] {
  return store.answer({ name: 'eventsAfter', args: [0, 1000] }) as readonly StoredEvent[];
}

function seqs(store: Store): number[] {
  return allEvents(store).map((event) => event.seq);
}

describe('events', () => {
  it('get a seq that rises by one, and are read back unchanged', () => {
    const store = openStore(join(temporaryDirectory(), 'kpp.db'));
    commit(store, 1, [anEvent(1, { text: 'ä "quoted"', nothing: null }), anEvent(2)]);
    commit(store, 3, [anEvent(3)]);
    expect(seqs(store)).toEqual([1, 2, 3]);
    expect(allEvents(store)[0]).toEqual({
      log: store.opened.log,
      seq: 1,
      ts: NOW_MS + 1,
      type: 'mode',
      data: { i: 1, text: 'ä "quoted"', nothing: null },
    });
    expect(store.lastSeq).toBe(3);
  });

  it('are stored once when they are sent twice', () => {
    const store = openStore(join(temporaryDirectory(), 'kpp.db'));
    commit(store, 1, [anEvent(1), anEvent(2)]);
    commit(store, 1, [anEvent(1), anEvent(2), anEvent(3)]);
    expect(allEvents(store).map((event) => event.data.i)).toEqual([1, 2, 3]);
    expect(seqs(store)).toEqual([1, 2, 3]);
  });

  it('continue seq and log after a restart of the program, and of the worker alone', () => {
    const path = join(temporaryDirectory(), 'kpp.db');
    const first = openStore(path);
    commit(first, 1, [anEvent(1), anEvent(2)]);
    first.close();
    const resumed = openStore(path, { resumeRun: first.opened.run });
    commit(resumed, 2, [anEvent(2), anEvent(3)]);
    resumed.end();
    const second = openStore(path);
    commit(second, 1, [anEvent(1)]);
    expect(seqs(second)).toEqual([1, 2, 3, 4]);
    expect([first, resumed, second].map((store) => store.opened.run)).toEqual([1, 1, 2]);
    expect(second.opened).toMatchObject({ log: first.opened.log, lastSeq: 3, replacedLog: null });
  });

  it('are not stored, and use no seq, when their commit fails', () => {
    const path = join(temporaryDirectory(), 'kpp.db');
    const failing = openStore(path);
    const energise = vi.spyOn(Runs.prototype, 'setEnergised').mockImplementation(() => {
      throw new Error('power cut');
    });
    onTestFinished(() => energise.mockRestore());
    failing.setEnergised(true);
    failing.append(1, [anEvent(1), anAlert('high_velocity', 'active')]);
    expect(() => failing.commit()).toThrow('power cut');
    failing.close();
    const store = openStore(path);
    expect(store.opened).toMatchObject({ lastSeq: 0, alarms: [] });
    commit(store, 1, [anEvent(1)]);
    expect(seqs(store)).toEqual([1]);
  });

  it('that JSON or SQL cannot express are replaced by a note and do not stop the log', () => {
    const store = openStore(join(temporaryDirectory(), 'kpp.db'));
    commit(store, 1, [
      { type: 'mode', ts: Number.NaN, data: { big: 1n } },
      { type: 'mode', ts: 1.6, data: {} },
    ]);
    expect(allEvents(store).map(({ seq, ts }) => [seq, ts])).toEqual([
      [1, 0],
      [2, 2],
    ]);
    expect(allEvents(store)[0]?.data.unreadable).toContain('BigInt');
  });

  it('are read after a seq, at most 1000 at a time', () => {
    const store = openStore(join(temporaryDirectory(), 'kpp.db'));
    commit(
      store,
      1,
      range(1200).map((i) => anEvent(i)),
    );
    const read = (call: Parameters<Store['answer']>[0]) =>
      (store.answer(call) as StoredEvent[]).map((event) => event.seq);
    expect(read({ name: 'eventsAfter', args: [4, 3] })).toEqual([5, 6, 7]);
    expect(read({ name: 'eventsAfter', args: [0, 1e9] })).toEqual(range(1000));
    expect(read({ name: 'eventsAfter', args: [1190, 3] })).toEqual([1191, 1192, 1193]);
    expect(read({ name: 'eventsAfter', args: [0, 1e9] })).toHaveLength(1000);
    expect(read({ name: 'eventsAfter', args: [1200, 10] })).toEqual([]);
  });
});

describe('the alarm journal', () => {
  it('has the last state of each rule, also after a restart', () => {
    const path = join(temporaryDirectory(), 'kpp.db');
    const first = openStore(path);
    commit(first, 1, [anAlert('low_fps', 'active'), anAlert('high_velocity', 'active')]);
    commit(first, 3, [anAlert('low_fps', 'cleared', 7)]);
    first.close();
    expect(openStore(path).opened.alarms.map(({ rule, state, count }) => [rule, state, count])).toEqual([
      ['high_velocity', 'active', 1],
      ['low_fps', 'cleared', 7],
    ]);
  });

  it('forgets a rule on request, and keeps its events', () => {
    const store = openStore(join(temporaryDirectory(), 'kpp.db'));
    commit(store, 1, [anAlert('old_rule', 'active')]);
    store.answer({ name: 'forgetAlert', args: ['old_rule'] });
    expect(store.answer({ name: 'currentAlerts', args: [] })).toEqual([]);
    expect(seqs(store)).toEqual([1]);
  });
});

describe('a trip', () => {
  const trip = { cause: 'overspeed', channel: 'chain.velocity', message: 'too fast' };

  it('is known to the next run until it was reset', () => {
    const path = join(temporaryDirectory(), 'kpp.db');
    const first = openStore(path);
    commit(first, 1, [{ type: 'trip', ts: NOW_MS, data: trip }]);
    first.end();
    const second = openStore(path);
    expect(second.opened.tripped).toEqual(trip);
    commit(second, 1, [{ type: 'reset', ts: NOW_MS, data: {} }]);
    second.end();
    expect(openStore(path).opened.tripped).toBeNull();
  });
});

describe('the previous run', () => {
  it('is neither unclean nor energised at the first start', () => {
    const { opened } = openStore(join(temporaryDirectory(), 'kpp.db'));
    expect(opened).toMatchObject({ run: 1, unclean: false, energised: false, tripped: null, alarms: [] });
  });

  it.each([
    { energised: false, ended: true },
    { energised: true, ended: true },
    { energised: false, ended: false },
    { energised: true, ended: false },
  ])('is remembered as $energised energised and $ended ended in order', ({ energised, ended }) => {
    const path = join(temporaryDirectory(), 'kpp.db');
    const first = openStore(path);
    first.setEnergised(!energised);
    first.commit();
    first.setEnergised(energised);
    first.commit();
    first.end(ended);
    expect(openStore(path).opened).toMatchObject({ run: 2, energised, unclean: !ended });
  });
});
