// A configuration that cannot be used.
import { expect, it } from 'vitest';
import type { Bench } from '../support/bench.js';

/** Several times the pause before a restart, s. */
const NO_RESTART_S = 8;
const EXIT_CONFIGURATION = '78';

export function invalidConfiguration(bench: () => Bench): void {
  it('ends with a message that names the wrong key, stays down, and leaves the outputs safe', async () => {
    await bench().serve();
    const subscriber = await bench().listen();
    await bench().energise(subscriber);
    await bench().configure({ more: 'control: { rateHz: 7 }\n' });
    await bench().run('systemctl restart --no-block kpp-controller');
    await bench().awaitState('failed');
    await bench().lines({ brake: 0, contactor: 0 }, 0);

    expect(await bench().property('ExecMainStatus')).toBe(EXIT_CONFIGURATION);
    expect(await bench().journal()).toMatch(/controller\.yaml:\d+:\d+ control\.rateHz: /);
    await bench().run(`sleep ${NO_RESTART_S}`);
    expect(await bench().property('ActiveState')).toBe('failed');
    expect(await bench().property('NRestarts')).toBe('0');
  });
}
