// Ends of the service that it does not choose: a hung thread, a frozen process, a kill, no memory.
import { expect, it } from 'vitest';
import type { Subscriber } from '../../support/subscriber.js';
import { type Bench, PATIENCE_MS } from '../support/bench.js';

/** The rule of the service: outputs are safe within this time, whatever happens to the process. */
const SAFE_S = 5;
/** The guard acts after 0.5 s; the rest is the pace of the emulation. systemd's watchdog acts after 2 s. */
const GUARD_S = 1.5;
const MEMORY_TOO_SMALL = '20M';

export function endings(bench: () => Bench): void {
  /** After an end while outputs were energised: the service runs again, and the plant waits for a reset. */
  async function comesBack(subscriber: Subscriber, restarts: number, run: number): Promise<void> {
    await bench().restarted(restarts);
    await expect.poll(() => subscriber.last('status')?.run, { timeout: PATIENCE_MS }).toBeGreaterThan(run);
    await subscriber.plantIs('tripped');
    await expect
      .poll(() => subscriber.eventsOf('trip').at(-1)?.data, { timeout: PATIENCE_MS })
      .toMatchObject({ cause: 'crash' });
    await bench().lines({ brake: 0, contactor: 0 }, 0);
  }

  async function running(): Promise<{ subscriber: Subscriber; restarts: number; run: number; pid: string }> {
    await bench().serve();
    const subscriber = await bench().listen();
    await bench().energise(subscriber);
    return {
      subscriber,
      restarts: Number(await bench().property('NRestarts')),
      run: subscriber.last('status')!.run,
      pid: await bench().property('MainPID'),
    };
  }

  it('the control thread hangs: the guard makes the lines safe, then the watchdog ends and restarts the service', async () => {
    const { subscriber, restarts, run, pid } = await running();
    await bench().run(`systemd-run -q --collect /usr/local/lib/bench/hold-thread ${pid}`);
    await bench().lines({ brake: 0, contactor: 0 }, GUARD_S);
    await comesBack(subscriber, restarts, run);
    expect(await bench().journal()).toMatch(/watchdog/i);
  });

  it('the process is frozen: the watchdog kills it, the lines are safe, the service runs again', async () => {
    const { subscriber, restarts, run, pid } = await running();
    await bench().run(`kill -STOP ${pid}`);
    await bench().lines({ brake: 0, contactor: 0 }, SAFE_S);
    await comesBack(subscriber, restarts, run);
    expect(await bench().journal()).toMatch(/watchdog/i);
  });

  it('the process is killed', async () => {
    const { subscriber, restarts, run, pid } = await running();
    await bench().run(`kill -KILL ${pid}`);
    await bench().lines({ brake: 0, contactor: 0 }, SAFE_S);
    await comesBack(subscriber, restarts, run);
  });

  it('the memory runs out: the kernel kills it, and it runs again as soon as there is memory', async () => {
    const { subscriber, restarts, run } = await running();
    const limit = (size: string) => `systemctl set-property --runtime kpp-controller MemoryMax=${size}`;
    await bench().run(limit(MEMORY_TOO_SMALL));
    await bench().lines({ brake: 0, contactor: 0 }, SAFE_S);
    await bench().run(limit('infinity'));
    await comesBack(subscriber, restarts, run);
    expect(await bench().run('journalctl --no-pager -b -k -o cat')).toMatch(/Memory cgroup out of memory/);
  });

  it('it ends with lines by sysfs, which keep their level: the service makes them safe afterwards', async () => {
    await bench().serve({ gpioBackend: 'sysfs' });
    const subscriber = await bench().listen();
    await bench().energise(subscriber);
    const run = subscriber.last('status')!.run;
    const restarts = Number(await bench().property('NRestarts'));
    await bench().run(`kill -KILL ${await bench().property('MainPID')}`);
    await bench().lines({ brake: 0, contactor: 0 }, SAFE_S);
    await comesBack(subscriber, restarts, run);
  });
}
