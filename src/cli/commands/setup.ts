// `kpp setup`: writes a first configuration. It asks about what it finds on this machine, prints the file, and checks it.
import { serialPort } from '../../../hal/linux/serial/schema.js';
import { addressText } from '../../comms/http/settings.js';
import { DEFAULT_CONFIG_FILE, formatProblem, loadConfig } from '../../config/index.js';
import { hear } from '../doctor/listening/hear.js';
import { PortEar } from '../doctor/listening/port-ear.js';
import { Machine } from '../doctor/machine.js';
import { tryBroker } from '../doctor/probes/broker.js';
import { serviceUser } from '../doctor/service-user.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure } from '../fail.js';
import { Draft } from '../setup/draft.js';
import { gpioPart } from '../setup/gpio-part.js';
import { i2cPart } from '../setup/i2c-part.js';
import { nextSteps } from '../setup/next-steps.js';
import { bestGuesses, confirm, type Prompter } from '../setup/prompter.js';
import { serialPart } from '../setup/serial-part.js';
import { brokerPart, commandsPart, devicePart } from '../setup/service-part.js';
import type { Setup, Surroundings } from '../setup/setup.js';
import { assertWritable, isFree, writeTarget } from '../setup/target-file.js';
import { TerminalPrompter } from '../setup/terminal.js';

export interface SetupOptions {
  /** The file to write, unless `out` names another one. */
  readonly config: string;
  readonly out?: string;
  /** Goes into the file, and is not asked. */
  readonly set: readonly string[];
  readonly yes?: boolean;
  readonly json?: boolean;
}

const LISTEN_S = 3;
const FIRST_BAUD_RATE = 115_200;

const HERE: Surroundings = {
  machine: new Machine(),
  tryBroker,
  hear: async (path) => {
    const ear = await PortEar.open(serialPort.parse({ path }));
    try {
      return await hear(ear, FIRST_BAUD_RATE, LISTEN_S);
    } finally {
      ear.close();
    }
  },
};

/** Exit status 64 when questions are needed and there is no terminal, 78 when a `--set` or an answer cannot be used. */
export async function setup(
  options: SetupOptions,
  surroundings: Surroundings = HERE,
  person: Prompter | null = atTerminal(options),
): Promise<number> {
  const file = options.out ?? options.config;
  const { config: given } = loadConfig({ sets: options.set });
  const prompter = person ?? bestGuesses((text) => void process.stderr.write(`${text}\n`));
  try {
    assertWritable(file, `kpp setup${file === DEFAULT_CONFIG_FILE ? '' : ` --out ${file}`}`);
    await assertReplaceable(file, prompter);
    const asked: Setup = { ...surroundings, prompter, given, draft: new Draft() };
    await putTogether(asked, options.set);
    return await finish(asked, file, options.json ?? false);
  } finally {
    prompter.close();
  }
}

/** Null when nobody is asked. */
function atTerminal({ yes = false, json = false }: SetupOptions): Prompter | null {
  if (yes) return null;
  if (json)
    throw new CommandFailure(
      '--json asks no questions.',
      'Give --yes as well, which takes the best guess for each question.',
      EXIT.usage,
    );
  if (process.stdin.isTTY && process.stderr.isTTY) return new TerminalPrompter(process.stdin, process.stderr);
  const fix = 'Start it in a terminal, or give --yes, which takes the best guess for each question.';
  throw new CommandFailure('`kpp setup` asks questions, and there is no terminal.', fix, EXIT.usage);
}

async function assertReplaceable(file: string, prompter: Prompter): Promise<void> {
  if (isFree(file)) return;
  const has = `${file} has settings already.`;
  if (prompter.isPerson) {
    if (await confirm(prompter, `${has} Replace it? The old file is kept as ${file}.old.`, false)) return;
    throw new CommandFailure('Nothing was written.', 'Name another file with --out FILE.');
  }
  throw new CommandFailure(
    `${has} With --yes they are not replaced.`,
    'Name another file with --out FILE, or start it without --yes: then it asks.',
  );
}

/** Asks about each part of the machine. Without any sensor or output the configuration is one of the simulated plant. */
async function putTogether(asked: Setup, sets: readonly string[]): Promise<void> {
  const { draft, prompter } = asked;
  await devicePart(asked);
  await serialPart(asked);
  await i2cPart(asked);
  await gpioPart(asked);
  const isFound = ['serial', 'i2c', 'gpio', 'outputs'].some((kind) => draft.has(['hal', kind]));
  if (isFound || sets.some((set) => /^hal[.=]/.test(set)))
    draft.put(['hal', 'kind'], 'linux', 'Real devices.');
  else {
    prompter.say('No sensor was found: the configuration is one of the simulated plant.');
    simulate(draft);
  }
  await brokerPart(asked);
  await commandsPart(asked);
  draft.set(sets);
}

function simulate(draft: Draft): void {
  const kind = 'No sensor was found, so this is a simulated plant. `linux` stands for real devices.';
  draft.put(['hal', 'kind'], 'sim', kind);
  draft.put(
    ['control', 'autoStart'],
    true,
    'The simulated plant starts by itself. Delete this line before real outputs are connected.',
  );
}

async function finish({ draft, machine, prompter }: Setup, file: string, json: boolean): Promise<number> {
  const text = draft.text();
  if (!json) process.stdout.write(text);
  const { config, problems } = loadConfig({ file, text });
  for (const problem of problems) prompter.say(formatProblem(problem));
  if (!json) for (const sentence of draft.unused) prompter.say(`Not used: ${sentence}`);
  if (!(await confirm(prompter, `Write this to ${file}?`, true))) {
    throw new CommandFailure('Nothing was written.', 'Start `kpp setup` again.');
  }
  const isSimulated = config.hal.kind === 'sim';
  const service = serviceUser(machine);
  const kept = write(file, text, service?.groups.find(({ name }) => name === service.name)?.gid ?? null);
  const isOfService = service?.config === file;
  const address = addressText(config.http.listen.host, config.http.listen.port);
  const next = nextSteps({ draft, file, isSimulated, isOfService, address });
  if (json) {
    const document = { file, kept, simulated: isSimulated, configuration: text, problems };
    process.stdout.write(`${JSON.stringify({ ...document, unused: draft.unused, next })}\n`);
    return EXIT.ok;
  }
  const old = kept === null ? '' : ` The old file is ${kept}.`;
  const steps = next.map((step, i) => `  ${i + 1}. ${step}`);
  prompter.say(
    [`${file} is written, and \`kpp check\` finds no error in it.${old} Next:`, ...steps].join('\n'),
  );
  return EXIT.ok;
}

/** Only root may give a file to the group of the service. */
function write(file: string, text: string, gid: number | null): string | null {
  try {
    return writeTarget(file, text, process.getuid?.() === 0 ? gid : null);
  } catch (cause) {
    const { message } = cause as Error;
    throw new CommandFailure(
      `${file} cannot be written: ${message}.`,
      'Free some space, or name another file with --out FILE.',
      undefined,
      { cause },
    );
  }
}
