// An upgrade from the package of an older commit, and a way back that is refused.
import { expect, it } from 'vitest';
import { type Bench, PACKAGES, PATIENCE_MS } from '../support/bench.js';

const INSTALLED = `dpkg-query -W -f '\${Version}' kpp-controller`;

export function versions(bench: () => Bench): void {
  it('an upgrade keeps configuration and store, and the service runs again', async () => {
    await bench().installWithoutStart('older.deb');
    const older = await bench().run(INSTALLED);
    await bench().serve();
    const subscriber = await bench().listen();
    await subscriber.hears('events', 'the first event', () => true);
    const { run, log } = subscriber.last('status')!;
    const file = await bench().run('sha256sum /etc/kpp/controller.yaml');

    await bench().install('kpp-controller.deb');
    expect(await bench().run(INSTALLED)).not.toBe(older);
    await bench().awaitState('active');
    await subscriber.hears(
      'status',
      'the next run',
      (status) => status.run > run && status.state === 'online',
    );
    expect(subscriber.last('status')).toMatchObject({ run: run + 1, log });
    expect(await bench().run('sha256sum /etc/kpp/controller.yaml')).toBe(file);

    const mark = subscriber.on('events').length;
    expect(await bench().command(subscriber, 'resend', { fromSeq: 1, toSeq: 1 })).toMatchObject({ ok: true });
    const again = () =>
      subscriber
        .bodies('events')
        .slice(mark)
        .some(({ seq }) => seq === 1);
    await expect.poll(again, { timeout: PATIENCE_MS }).toBe(true);
  });

  it('a downgrade is refused with a message, and the service goes on', async () => {
    await bench().serve();
    const pid = await bench().property('MainPID');
    const installed = await bench().run(INSTALLED);
    const refusal = await bench().machine.agent.try(`dpkg -i ${PACKAGES}/older.deb`);
    expect(refusal?.status).not.toBe(0);
    expect(refusal?.text).toMatch(/is older: it cannot read a store/);
    expect(await bench().run(INSTALLED)).toBe(installed);
    expect(await bench().property('MainPID')).toBe(pid);
    expect(await bench().run('dpkg --audit')).toBe('');
  });
}
