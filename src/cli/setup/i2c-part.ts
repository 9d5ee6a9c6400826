// Chips on I2C buses: configures each one that the program knows, by what it measures.
import { CHIP_USES, type ChipUse } from './chip-uses.js';
import { type FoundChip, lookAtBuses, placeOf } from './i2c-look.js';
import { askNumber, choose } from './prompter.js';
import type { Setup } from './setup.js';

const PATH = ['hal', 'i2c'];

export async function i2cPart(setup: Setup): Promise<void> {
  const { chips, problems } = await lookAtBuses(setup.machine);
  setup.draft.unused.push(...problems);
  const used = new Set<string>();
  for (const chip of chips) await chipPart(setup, chip, used);
}

/** @param used the channels that other chips measure */
async function chipPart({ prompter, draft }: Setup, chip: FoundChip, used: Set<string>): Promise<void> {
  const { device } = chip;
  const place = placeOf(chip);
  if (device === null) {
    draft.unused.push(`A chip answers at ${place}, and the program does not know it.`);
    return;
  }
  const uses = CHIP_USES[device];
  if (uses === undefined) {
    draft.unused.push(
      `${named(chip)} answers at ${place}: it puts out a setpoint. docs/hardware.md says how to configure it.`,
    );
    return;
  }
  const free = uses.findIndex(({ channels }) => !channels.some((channel) => used.has(channel)));
  const choices = [...uses.map(({ what }) => `it measures ${what}`), 'do not use it'];
  const best = free === -1 ? uses.length : free;
  const use = uses[await choose(prompter, `${named(chip)} answers at ${place}.`, choices, best)];
  if (use === undefined) {
    draft.unused.push(`${named(chip)} answers at ${place}: what it measures is not known.`);
    return;
  }
  for (const channel of use.channels) used.add(channel);
  await add(prompter, draft, chip, use);
}

async function add(
  prompter: Setup['prompter'],
  draft: Setup['draft'],
  chip: FoundChip,
  { what, keys, unknown, check }: ChipUse,
): Promise<void> {
  const { bus, address, device } = chip;
  const asked: Record<string, number> = {};
  if (unknown !== undefined) {
    const { key, text } = unknown;
    asked[key] = await askNumber(prompter, { text, best: Number(keys[key]), above: 0 });
  }
  const found = `${named(chip)} answers at ${placeOf(chip)}. It measures ${what}.`;
  const comment = check === undefined ? found : `${found}\nCheck ${check}.`;
  const index = draft.append(PATH, { bus, address, device, ...keys, ...asked }, comment);
  if (check !== undefined) draft.toCheck.push(`hal.i2c[${index}]: ${check}`);
}

/** Without an id a chip is known by its address only. */
const named = ({ device, isCertain }: FoundChip): string =>
  isCertain ? `An ${device}` : `A chip that may be an ${device}`;
