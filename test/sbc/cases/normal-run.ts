// A plant that runs as it should.
import { expect, it } from 'vitest';
import { type Bench, PATIENCE_MS } from '../support/bench.js';

export function normalRun(bench: () => Bench): void {
  it('is ready for systemd, says its state there, and reports every sensor', async () => {
    await bench().serve();
    const subscriber = await bench().listen();
    const { body } = await subscriber.hears(
      'telemetry',
      'every sensor as good',
      ({ quality = {} }) => Object.keys(quality).filter((name) => !/^derived|^twin/.test(name)).length === 0,
    );
    expect(body).toMatchObject({
      generator: { voltage: 150, current: 20 },
      water: { temperature: 10 },
    });
    expect(await bench().property('StatusText')).toMatch(/standby/);
  });

  it('energises its outputs by command, and sends the load to the drive', async () => {
    await bench().serve();
    const subscriber = await bench().listen();
    await bench().energise(subscriber);
    await subscriber.hears('telemetry', 'a turning chain', ({ chain }) => (chain.velocity ?? 0) > 1.4);
    await expect.poll(() => bench().plant.load, { timeout: PATIENCE_MS }).toBeGreaterThan(0);
  });
}

export function orderlyEnd(bench: () => Bench): void {
  it('makes its outputs safe when it is stopped, and says that it is offline', async () => {
    await bench().serve();
    const subscriber = await bench().listen();
    await bench().energise(subscriber);

    await bench().run('systemctl stop kpp-controller');
    await bench().lines({ brake: 0, contactor: 0 }, 1);
    expect(bench().plant.load).toBe(0);
    expect(subscriber.last('status')?.state).toBe('offline');
  });
}
