// A configuration that changes while the service runs.
import { expect, it } from 'vitest';
import type { Bench } from '../support/bench.js';

export function reload(bench: () => Bench): void {
  it('applies a new configuration without a new process, and refuses a wrong one', async () => {
    await bench().serve();
    const subscriber = await bench().listen();
    await bench().energise(subscriber);
    const pid = await bench().property('MainPID');

    await bench().configure({ more: 'control: { mode: accuracy }\n' });
    await bench().run('systemctl reload kpp-controller');
    await subscriber.hears('telemetry', 'the new mode', ({ mode }) => mode === 'accuracy');

    await bench().configure({ more: 'control: { mode: fastest }\n' });
    await bench().run('systemctl reload kpp-controller');
    const isRefusal = (event: { type: string; data: Readonly<Record<string, unknown>> }) =>
      event.type === 'configuration' && event.data.ok === false;
    await subscriber.hears('events', 'a refusal', isRefusal);

    expect(await bench().property('MainPID')).toBe(pid);
    expect(await bench().property('ActiveState')).toBe('active');
    expect(subscriber.last('status')).toMatchObject({ plant: 'running', mode: 'accuracy' });
    await bench().lines({ brake: 1, contactor: 1 }, 0);

    await bench().configure();
    await bench().run('systemctl reload kpp-controller');
    await subscriber.hears('telemetry', 'the first mode', ({ mode }) => mode === 'balanced');
    bench().serves();
  });
}
