// The machine loses its power while the plant runs.
import { expect, it } from 'vitest';
import { isGapless } from '../../support/subscriber.js';
import { type Bench, PATIENCE_MS } from '../support/bench.js';

export function powerCut(bench: () => Bench): void {
  it('comes back by itself after a power cut, and has every event that it had published', async () => {
    // With the lines of the case before, so that the service need not start anew.
    await bench().serve({ gpioBackend: 'sysfs' });
    const subscriber = await bench().listen();
    await bench().energise(subscriber);
    for (const mode of ['accuracy', 'performance', 'balanced']) {
      expect(await bench().command(subscriber, 'mode', { mode })).toMatchObject({ ok: true });
    }
    await bench().emergencyStop(true);
    await subscriber.hears('events', 'the trip', ({ type }) => type === 'trip');

    await bench().powerOff();
    const { run, log } = subscriber.last('status')!;
    const published = [...subscriber.events];
    await bench().powerOn();
    await bench().awaitState('active');
    await subscriber.hears(
      'status',
      'the next run',
      (status) => status.run > run && status.state === 'online',
    );
    expect(subscriber.last('status')).toMatchObject({ run: run + 1, log, plant: 'tripped' });
    await bench().lines({ brake: 0, contactor: 0 }, 0);

    // The journal of the store itself: it sends again what it has.
    const mark = subscriber.on('events').length;
    const lastSeq = published.at(-1)!.seq;
    expect(await bench().command(subscriber, 'resend', { fromSeq: 1, toSeq: lastSeq })).toMatchObject({
      ok: true,
    });
    const kept = () =>
      new Map(
        subscriber
          .bodies('events')
          .slice(mark)
          .map((event) => [event.seq, event]),
      );
    await expect
      .poll(
        () =>
          isGapless([...kept().keys()].filter((seq) => seq <= lastSeq).sort((a, b) => a - b)) &&
          kept().has(1) &&
          kept().has(lastSeq),
        { timeout: PATIENCE_MS },
      )
      .toBe(true);
    expect(published.map(({ seq }) => kept().get(seq))).toEqual(published);
  });
}
