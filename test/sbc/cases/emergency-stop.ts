// The emergency stop on its GPIO line.
import { expect, it } from 'vitest';
import type { Bench } from '../support/bench.js';

/** Far above what the edge takes, also under emulation. */
const SAFE_S = 1;

export function emergencyStop(bench: () => Bench, gpioBackend: 'chardev' | 'sysfs'): void {
  it(`makes the outputs safe and trips the plant at an emergency stop, with lines by ${gpioBackend}`, async () => {
    await bench().serve(gpioBackend === 'sysfs' ? { gpioBackend } : {});
    const subscriber = await bench().listen();
    await bench().energise(subscriber);

    await bench().emergencyStop(true);
    await bench().lines({ brake: 0, contactor: 0 }, SAFE_S);
    await subscriber.plantIs('tripped');
    expect(subscriber.alertState('emergency_stop')).toBe('active');
    expect(subscriber.eventsOf('trip').at(-1)?.data).toMatchObject({ cause: 'emergency_stop' });

    await bench().emergencyStop(false);
    bench().plant.velocity = 0;
    await bench().insist(subscriber, 'reset');
    await subscriber.plantIs('standby');
  });
}
