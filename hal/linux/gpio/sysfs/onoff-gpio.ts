// One line as onoff opens it, with what onoff passes over made an error.
import type { Gpio, Options } from 'onoff';

/** What is used of onoff. */
export type OnoffGpio = Pick<
  Gpio,
  'direction' | 'edge' | 'activeLow' | 'readSync' | 'writeSync' | 'watch' | 'unexport'
>;
/** The constructor of onoff's class. */
export type MakeOnoffGpio = (
  number: number,
  direction: 'in' | 'low' | 'high',
  edge: 'none' | 'both',
  options: Options,
) => OnoffGpio;

/** Levels are the pin's: what an earlier user of the line said about `active_low` is taken back. */
const RAW_LEVELS: Options = { activeLow: false };

/** An input that tells both edges. Throws what the system says. */
export function openOnoffInput(make: MakeOnoffGpio, number: number): OnoffGpio {
  const gpio = make(number, 'in', 'both', RAW_LEVELS);
  assertTaken(gpio, 'in');
  if (gpio.edge() !== 'both') throw notTaken('its edges are not told');
  return gpio;
}

/** onoff sets direction and level in one step, so the line never has another level than `initial`. */
export function openOnoffOutput(make: MakeOnoffGpio, number: number, initial: 0 | 1): OnoffGpio {
  const gpio = make(number, initial === 1 ? 'high' : 'low', 'none', RAW_LEVELS);
  assertTaken(gpio, 'out');
  gpio.writeSync(initial);
  return gpio;
}

/** Of a line that was exported before, onoff passes over every setting that is refused. */
function assertTaken(gpio: OnoffGpio, direction: 'in' | 'out'): void {
  const isInput = gpio.direction() === 'in';
  if (isInput !== (direction === 'in')) throw notTaken(`it stays an ${isInput ? 'input' : 'output'}`);
  if (gpio.activeLow()) throw notTaken('it stays inverted (`active_low`)');
}

/** The user's rights are the one reason that there is, as far as can be told. */
function notTaken(what: string): Error {
  return Object.assign(new Error(what), { code: 'EACCES' });
}
