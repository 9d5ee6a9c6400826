// Serial ports: listens to each free one, and configures those whose lines can be read.
import { basename } from 'node:path';
import { ownNameProblem } from '../../catalogue/own-channels.js';
import { SENSOR_CHANNEL_NAMES } from '../../config/index.js';
import { consoleUses } from '../doctor/listening/disturbers.js';
import { type FormatGuess, guessFormat } from '../doctor/listening/guess-format.js';
import { suggestedPort } from '../doctor/listening/suggestion.js';
import { serialPorts } from '../doctor/serial-names.js';
import { ask, choose, confirm } from './prompter.js';
import type { Setup } from './setup.js';

const SHOWN_LINES = 3;
const SKIPPED = '-';
const LOAD = { record: 'KPPLD', unit: 'fraction', safe: 0 };

export async function serialPart(setup: Setup): Promise<void> {
  const { machine, draft } = setup;
  for (const { device, stable } of serialPorts(machine)) {
    const path = stable[0] ?? device;
    const obstacle = whyNotFree(device, setup);
    if (obstacle === null) await portPart(setup, path, device);
    else draft.unused.push(`${path}: ${obstacle}.`);
  }
}

function whyNotFree(device: string, { machine }: Setup): string | null {
  const [use] = consoleUses(basename(device), machine);
  if (use !== undefined)
    return `a console uses it (${use}); docs/hardware.md says how to switch the console off`;
  if (!machine.isReadableAndWritable(device))
    return `the user ${machine.user} has no permission to open it; run \`sudo kpp setup\``;
  const holders = machine.holders(machine.path(device));
  return holders.length === 0 ? null : `it is in use by ${holders.join(', ')}; stop that program first`;
}

async function portPart(setup: Setup, path: string, device: string): Promise<void> {
  const { prompter, draft, hear } = setup;
  const question = `Listen to ${path} (${basename(device)})? Many boards restart when their port is opened.`;
  if (!(await confirm(prompter, question, true))) {
    draft.unused.push(`${path}: nobody listened to it.`);
    return;
  }
  prompter.say(`Listening to ${path}, which takes up to half a minute ..`);
  const heard = await hear(path).catch((cause: Error) => cause);
  if (heard instanceof Error) {
    draft.unused.push(`${path}: it cannot be opened. ${heard.message}`);
    return;
  }
  const { received, baudRate } = heard;
  const lines = received.wholeLines.map(({ text }) => text);
  const used = draft.keys(['hal', 'serial']);
  const guess = guessFormat(lines, freeName(used, 'sensor'));
  if (guess === null) {
    const what = received.bytes === 0 ? 'nothing arrives' : 'no format reads what arrives';
    draft.unused.push(`${path}: ${what}. \`kpp doctor --listen ${path}\` shows it.`);
    return;
  }
  const at = baudRate === null ? '' : ` at ${baudRate} baud`;
  const found = `${guess.good} of ${lines.length} lines${at} are read by the format ${guess.format}`;
  prompter.say([`${path}: ${found}:`, ...lines.slice(-SHOWN_LINES).map(printable)].join('\n'));
  if (!(await confirm(prompter, 'Read this port?', true))) {
    draft.unused.push(`${path}: not wanted.`);
    return;
  }
  const named = await withNames(setup, guess);
  const name = freeName(used, guess.ownChannels.length > 0 ? 'sensor' : 'chain');
  const settings = suggestedPort({ path, baudRate, pauseS: received.pauseS, guess: named });
  draft.put(['hal', 'serial', name], settings, `Found as ${device}: ${found}.`);
  await loadPart(setup, name, path);
}

/** Asks for the name of each field that is not a channel of the plant. */
async function withNames({ prompter, draft }: Setup, guess: FormatGuess): Promise<FormatGuess> {
  const names = new Map<string, string>();
  for (const own of guess.ownChannels) {
    const text = `Name of the channel for \`${own}\` (${SKIPPED} skips the field)`;
    const name = await ask(prompter, { text, best: own, problem: nameProblem });
    names.set(own, name);
    if (name === SKIPPED || SENSOR_CHANNEL_NAMES.includes(name)) continue;
    const unit = await ask(prompter, { text: `Unit of ${name}`, best: '1' });
    draft.put(['channels', name], { unit }, 'A channel of your own: correct its name and its unit.');
    if (!prompter.isPerson) draft.toCheck.push(`channels.${name}: its name and its unit`);
  }
  const renamed = (field: string) => names.get(field) ?? field;
  const records = Object.entries(guess.records).map(([id, fields]) => [
    id,
    Array.isArray(fields)
      ? fields.map(renamed)
      : Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, renamed(String(field))])),
  ]);
  return { ...guess, records: Object.fromEntries(records) };
}

function nameProblem(name: string): string | null {
  if (name === SKIPPED || SENSOR_CHANNEL_NAMES.includes(name)) return null;
  const problem = ownNameProblem(name, []);
  return problem === null
    ? null
    : `${name} ${problem}. The channels of the plant are ${SENSOR_CHANNEL_NAMES.join(', ')}.`;
}

/** A line of a drive can only be known by a person. */
async function loadPart({ prompter, draft }: Setup, name: string, path: string): Promise<void> {
  const hasLoad = draft.has(['hal', 'outputs', 'load']);
  if (!prompter.isPerson || hasLoad) return;
  const question = `Does the drive of the generator take its load from ${path} ($${LOAD.record} lines)?`;
  if (!(await confirm(prompter, question, false))) return;
  const answers = ['the drive itself, after a time without lines', 'only the contactor'];
  const chosen = await choose(prompter, 'What makes the drive safe when the lines stop?', answers, 0);
  const timeout = chosen === 0 ? 'drive' : 'contactor';
  draft.put(
    ['hal', 'outputs', 'load'],
    { serial: name, ...LOAD, timeout },
    'The load, 0 to 1, as a line to the drive.',
  );
}

function freeName(used: readonly string[], base: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}${n}`;
    if (!used.includes(name)) return name;
  }
}

const printable = (line: string): string => `  ${line.replace(/[^\x20-\x7e]/g, '?')}`;
