// The clock of the machine jumps.
import { expect, it } from 'vitest';
import { isGapless } from '../../support/subscriber.js';
import type { Bench } from '../support/bench.js';

const YEAR_MS = 365 * 24 * 3600 * 1000;
const MESSAGES = 40;

export function clock(bench: () => Bench): void {
  it('goes on without a gap when the clock is set back by a year, and when it is set right again', async () => {
    await bench().serve();
    const subscriber = await bench().listen();
    await bench().energise(subscriber);
    const restarts = await bench().property('NRestarts');
    const { body: before } = await subscriber.hears('priority', 'anything', () => true);

    await bench().run('date -s @$(($(date +%s) - 365 * 24 * 3600))');
    const { body: past } = await subscriber.hears(
      'priority',
      'the past',
      ({ ts }) => ts < before.ts - YEAR_MS / 2,
    );
    await subscriber.hears('priority', 'many more', ({ seq }) => seq > past.seq + MESSAGES);
    await bench().run('date -s @$(($(date +%s) + 365 * 24 * 3600))');
    const { body: present } = await subscriber.hears(
      'priority',
      'the present',
      ({ seq, ts }) => seq > past.seq && ts > before.ts,
    );
    await subscriber.hears('priority', 'many more', ({ seq }) => seq > present.seq + MESSAGES);

    expect(isGapless(subscriber.bodies('priority').map(({ seq }) => seq))).toBe(true);
    expect(subscriber.last('status')?.plant).toBe('running');
    expect(await bench().property('NRestarts')).toBe(restarts);
    await bench().lines({ brake: 1, contactor: 1 }, 0);
  });
}
