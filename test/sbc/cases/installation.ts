// The package on a machine that never had it.
import { expect, it } from 'vitest';
import type { Bench } from '../support/bench.js';

export function installation(bench: () => Bench): void {
  it('is installed by one command, runs at once, and drives nothing', async () => {
    await bench().install('kpp-controller.deb');
    await bench().awaitState('active');
    expect(await bench().run('systemctl is-enabled kpp-controller')).toBe('enabled');
    expect(await bench().run('kpp check --config /etc/kpp/controller.yaml')).toContain('warning');
    await bench().lines({ brake: 0, contactor: 0, heartbeat: 0 }, 0);
  });
}
