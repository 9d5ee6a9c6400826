// The recent actions from the event log: the latest first, without the alarms, and read only when something was stored.
import { describe, expect, it } from 'vitest';
import { RecentActions } from '../../../src/comms/journal/recent-actions.js';
import { FakeSource, LOG } from '../fake-source.js';

const action = (n: number) => ({ type: 'command' as const, ts: n, data: { n } });
const alarm = (ts: number) => ({ type: 'alert' as const, ts, data: { rule: 'high_velocity' } });

function actionsOf(source: FakeSource) {
  return new RecentActions({ source, log: () => LOG });
}

describe('recent actions', () => {
  it('are none while nothing has happened', async () => {
    expect(await actionsOf(new FakeSource()).read()).toEqual([]);
  });

  it('come latest first, without the alarms between them', async () => {
    const source = new FakeSource();
    source.store(action(1), alarm(2), action(3));
    expect(await actionsOf(source).read()).toEqual([
      { seq: 3, ts: 3, type: 'command', data: { n: 3 } },
      { seq: 1, ts: 1, type: 'command', data: { n: 1 } },
    ]);
  });

  it('are the last twenty, also before a flood of alarms', async () => {
    const source = new FakeSource();
    for (let n = 1; n <= 30; n++) source.store(action(n));
    for (let n = 0; n < 400; n++) source.store(alarm(n));
    const actions = await actionsOf(source).read();
    expect(actions.map(({ ts }) => ts)).toEqual(Array.from({ length: 20 }, (_, i) => 30 - i));
  });

  it('are read again only when something was stored', async () => {
    const source = new FakeSource();
    source.store(action(1));
    const actions = actionsOf(source);
    const first = await actions.read();
    expect(await actions.read()).toBe(first);
    source.store(action(2));
    expect(await actions.read()).toHaveLength(2);
  });

  it('cannot be read while the store is away', async () => {
    const source = new FakeSource();
    source.store(action(1));
    source.isAway = true;
    await expect(actionsOf(source).read()).rejects.toThrow();
  });
});
