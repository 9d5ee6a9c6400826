// Runs the conformance suite on a HAL or a driver, in virtual time. One call; the error names every case that fails.
import { setImmediate } from 'node:timers/promises';
import type { Hal } from '../../../hal/hal.js';
import type { Driver } from '../../../hal/linux/driver.js';
import { linuxSchema } from '../../../hal/linux/schema.js';
import { HAL_CONFORMANCE, type HalUnderTest, type MakeHal } from './hal-conformance.js';

const TICK_S = 1 / 60;
/** Time at the start of each case, s. It is not 0, to find a HAL that expects its clock to begin at 0. */
const START_S = 100;

export interface VirtualTimeOptions<T> {
  /** Makes a new HAL or driver for each case. `clock` gives monotonic time, s. */
  readonly create: (clock: () => number) => T;
  /**
   * Lets the device live: called before each tick at `nowS` with what {@link create} made last, so that it can send or be read. What it
   * Simulates the device: called before each tick at `nowS` with the result of the last {@link create}, so that the device can send or
   * be read. When `how` is `stalled`, the HAL is not advanced after this call.
   */
  readonly device?: ((nowS: number, made: T, how: 'ticking' | 'stalled') => void) | undefined;
}

/** A HAL in virtual time, for the suite. `source` names one of its sources that delivers; a function is called after the HAL is made. */
export function inVirtualTime({
  create,
  source,
  device = () => {},
}: VirtualTimeOptions<Hal> & { readonly source: string | (() => string) }): MakeHal {
  return async () => {
    let nowS = START_S;
    const hal = create(() => nowS);
    const pass: HalUnderTest['pass'] = async (seconds, how = 'ticking') => {
      for (let left = Math.ceil(seconds / TICK_S); left > 0; left--) {
        nowS += TICK_S;
        device(nowS, hal, how);
        if (how === 'ticking') hal.advance(nowS);
        // An immediate runs after all promises of the tick.
        await setImmediate();
      }
    };
    const name = typeof source === 'string' ? source : source();
    return { hal, source: name, nowS: () => nowS, pass, dispose: () => hal.close() };
  };
}

/**
 * Runs the whole conformance suite on a HAL.
 *
 * @throws AggregateError with an error for each case that failed; its message lists them
 */
export async function checkHal(makeHal: MakeHal): Promise<void> {
  const failures: Error[] = [];
  for (const { name, run } of HAL_CONFORMANCE) {
    try {
      await run(makeHal);
    } catch (cause) {
      failures.push(new Error(`${name}: ${(cause as Error).message}`, { cause }));
    }
  }
  if (failures.length === 0) return;
  const listed = failures.map(({ message }) => `- ${message}`).join('\n');
  throw new AggregateError(
    failures,
    `${failures.length} of ${HAL_CONFORMANCE.length} cases fail:\n${listed}`,
  );
}

/**
 * Runs the whole conformance suite on a driver, inside the HAL of a real machine.
 *
 * @throws AggregateError like {@link checkHal}
 */
export async function checkDriver({ create, device }: VirtualTimeOptions<Driver>): Promise<void> {
  const { LinuxHal } = await import('../../../hal/linux/linux-hal.js');
  const noDevices = linuxSchema.parse({});
  let driver: Driver | null = null;
  const makeHal = inVirtualTime({
    source: () => driver!.source,
    create: (clock) => {
      driver = create(clock);
      return new LinuxHal({ ...noDevices, clock }, [() => [driver!]]);
    },
    device: (nowS, _hal, how) => device?.(nowS, driver!, how),
  });
  await checkHal(makeHal);
}
