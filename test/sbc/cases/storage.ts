// A machine whose root cannot be written, with the state of the service on a USB stick, which is pulled.
import { expect, it } from 'vitest';
import { type Bench, PATIENCE_MS } from '../support/bench.js';

const STATE = '/var/lib/kpp';

export function storage(bench: () => Bench): void {
  it('runs with a root that is read-only and its state on a stick, and goes on when the stick is pulled', async () => {
    await bench().run('systemctl stop kpp-controller');
    await bench().configure();
    await bench().plugInStick();
    await bench().run(`mkfs.ext4 -q -F -L state /dev/sda && rm -rf ${STATE}/*`);
    await bench().run("sed -i 's# / ext4 defaults# / ext4 ro#' /etc/fstab");
    await bench().run(`echo 'LABEL=state ${STATE} ext4 nofail,x-systemd.device-timeout=30 0 0' >>/etc/fstab`);
    // The file system is new, and systemd gives the folder to the service at its start.
    await bench().powerOff('in order');
    await bench().powerOn({ root: 'ro', stick: true });
    expect((await bench().machine.agent.try('touch /etc/x'))?.status).not.toBe(0);
    expect(await bench().run(`findmnt -no SOURCE ${STATE}`)).toBe('/dev/sda');

    await bench().awaitState('active');
    const subscriber = await bench().listen();
    await bench().energise(subscriber);
    expect(subscriber.last('health')?.store.mode).toBe('disk');
    const restarts = await bench().property('NRestarts');

    await bench().machine.qmp.execute('device_del', { id: 'stick' });
    await subscriber.hears('health', 'a store in memory', ({ store }) => store.mode === 'memory');
    await expect.poll(() => subscriber.alertState('store_failing'), { timeout: PATIENCE_MS }).toBe('active');
    const { body } = await subscriber.hears('priority', 'anything', () => true);
    await subscriber.hears('priority', 'more', ({ seq }) => seq > body.seq + 50);
    expect(subscriber.last('status')?.plant).toBe('running');
    await bench().lines({ brake: 1, contactor: 1 }, 0);
    expect(await bench().property('NRestarts')).toBe(restarts);
  });
}
