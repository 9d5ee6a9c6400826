// GPIO lines: only a person knows what is connected to them, so without one no line is configured.
import { HalError } from '../../../hal/hal.js';
import { type FoundGpio, findGpio } from '../../../hal/linux/gpio/find-gpio.js';
import { lineUse } from '../../../hal/linux/gpio/line-use.js';
import { ask, askNumber, confirm } from './prompter.js';
import type { Setup } from './setup.js';

const NONE = 'none';

export async function gpioPart(setup: Setup): Promise<void> {
  const { prompter, draft, machine, given } = setup;
  const found = attempt(() => findGpio('auto', machine.gpio, given.hal.gpioBackend));
  if (found === null) return;
  if (found instanceof HalError) {
    draft.unused.push(`GPIO lines: ${found.message} ${found.fix}`);
    return;
  }
  if (!prompter.isPerson) {
    draft.unused.push(
      `GPIO chip ${found.chip.label}: no program can see what is connected to its lines. Write emergency stop, brake and contactor below hal.gpio and hal.outputs.`,
    );
    return;
  }
  const { label, lines } = found.chip;
  prompter.say(`GPIO chip ${label} with ${lines} lines. Lines are named by their BCM numbers.`);
  await linesPart(setup, found);
}

async function linesPart(setup: Setup, found: FoundGpio): Promise<void> {
  const { prompter, draft } = setup;
  const used = new Map<number, string>();
  const line = (what: string) => askLine(setup, found, what, used);

  const estop = await line('the contact of the emergency stop');
  if (estop !== null) {
    const isLow = await confirm(prompter, 'Is the line low while the emergency stop is pressed?', true);
    const comment = 'Only watches the emergency stop, which must be hard-wired.';
    draft.put(['hal', 'gpio', 'estop'], { line: estop, role: 'emergencyStop', activeLow: isLow }, comment);
  }
  const pulses = await line('the pulses of the chain');
  if (pulses !== null) {
    const text = 'Path of the chain between two pulses, m';
    const metresPerPulse = await askNumber(prompter, { text, best: 0.05, above: 0 });
    draft.put(['hal', 'gpio', 'pulses'], { line: pulses, channel: 'chain.velocity', metresPerPulse });
  }
  const brake = await line('the brake');
  if (brake !== null) {
    const comment = 'A brake that is released by current: without current it holds the chain.';
    draft.put(['hal', 'outputs', 'brake'], { line: brake, energised: 'release', safe: 0 }, comment);
  }
  const contactor = await line('the contactor of the generator');
  if (contactor !== null) {
    const comment = 'The contactor that connects the generator.';
    draft.put(['hal', 'outputs', 'contactor'], { line: contactor, energised: 'connect', safe: 0 }, comment);
  }
}

async function askLine(
  { prompter, machine }: Setup,
  { chip }: FoundGpio,
  what: string,
  used: Map<number, string>,
): Promise<number | null> {
  const problem = (answer: string) => {
    if (answer === NONE) return null;
    const line = Number(answer);
    if (!/^\d+$/.test(answer) || line >= chip.lines)
      return `Please answer a number from 0 to ${chip.lines - 1}, or ${NONE}.`;
    const earlier = used.get(line);
    if (earlier !== undefined) return `Line ${line} is that of ${earlier}.`;
    const use = lineUse(chip, line, machine.gpio);
    if (use === null || !use.isUsed) return null;
    return `Line ${line} is in use by ${use.holder || 'a driver without a name'}. Take another line, or stop that program first.`;
  };
  const answer = await ask(prompter, { text: `Line of ${what}`, best: NONE, problem });
  if (answer === NONE) return null;
  used.set(Number(answer), what);
  return Number(answer);
}

/** Null on a machine without GPIO. */
function attempt(find: () => FoundGpio): FoundGpio | HalError | null {
  try {
    return find();
  } catch (cause) {
    if (!(cause instanceof HalError)) throw cause;
    return cause.code === 'not_permitted' ? cause : null;
  }
}
