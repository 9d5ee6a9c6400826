// Parts that are not there yet when the machine has started.
import { expect, it } from 'vitest';
import type { Bench } from '../support/bench.js';

/** How long after its start the machine lacks an address, a serial port and a name, s. */
const LATE = { port: 25, address: 30, name: 30 };

export function boot(bench: () => Bench): void {
  it('starts once and waits for an address, a serial port and the name of the broker', async () => {
    await bench().run('systemctl stop kpp-controller && rm -rf /var/lib/kpp/*');
    await bench().configure({ listen: '10.9.9.9:8080', brokerUrl: 'mqtt://broker.late:1883' });
    await bench().run(`cat >/etc/systemd/system/late.service <<'EOF'
[Unit]
Before=kpp-controller.service
DefaultDependencies=no
After=local-fs.target
[Service]
Type=exec
ExecStart=/usr/local/lib/bench/late ${LATE.port} ${LATE.address} ${LATE.name}
EOF
systemctl enable late 2>&1 || ln -sf ../late.service /etc/systemd/system/multi-user.target.wants/late.service`);
    await bench().run("sed -i '/broker.late/d' /etc/hosts; sync");
    const subscriber = await bench().listen();

    await bench().powerOff('in order');
    await bench().powerOn();
    await bench().awaitState('active');
    expect(await bench().run('systemctl is-active late')).toBe('active');
    await bench().run('while systemctl is-active -q late; do sleep 0.2; done');

    await subscriber.hears('status', 'online', ({ state }) => state === 'online');
    await subscriber.hears(
      'telemetry',
      'the port',
      ({ quality = {} }) => quality['chain.velocity'] === undefined,
    );
    await bench().until(
      `perl -MHTTP::Tiny -e 'exit !HTTP::Tiny->new->get("http://10.9.9.9:8080/api/status")->{success}'`,
      60,
    );
    expect(await bench().property('NRestarts')).toBe('0');
    await bench().run('rm -f /etc/systemd/system/multi-user.target.wants/late.service');
  });
}
