// Opens one line with onoff, and makes errors of the failures that onoff ignores.
import type { Gpio, Options } from 'onoff';

/** The part of onoff that the program uses. */
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

/** Levels are those at the pin: this resets an `active_low` that an earlier user of the line has set. */
const RAW_LEVELS: Options = { activeLow: false };

/** Opens an input that reports both edges. Throws the system's error. */
export function openOnoffInput(make: MakeOnoffGpio, number: number): OnoffGpio {
  const gpio = make(number, 'in', 'both', RAW_LEVELS);
  assertTaken(gpio, 'in');
  if (gpio.edge() !== 'both') throw notTaken('it does not report edges');
  return gpio;
}

/** Opens an output. onoff sets direction and level in one step, so the line never has another level than `initial`. */
export function openOnoffOutput(make: MakeOnoffGpio, number: number, initial: 0 | 1): OnoffGpio {
  const gpio = make(number, initial === 1 ? 'high' : 'low', 'none', RAW_LEVELS);
  assertTaken(gpio, 'out');
  gpio.writeSync(initial);
  return gpio;
}

/** Checks the settings of a line. onoff ignores settings that the system refuses for a line that was exported before. */
function assertTaken(gpio: OnoffGpio, direction: 'in' | 'out'): void {
  const isInput = gpio.direction() === 'in';
  if (isInput !== (direction === 'in')) throw notTaken(`it stays an ${isInput ? 'input' : 'output'}`);
  if (gpio.activeLow()) throw notTaken('it stays inverted (`active_low`)');
}

/** The only known reason for a refused setting is that the user lacks the rights. */
function notTaken(what: string): Error {
  return Object.assign(new Error(what), { code: 'EACCES' });
}
