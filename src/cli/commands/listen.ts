// `kpp doctor --listen PORT`: shows what arrives on a port, guesses speed and format, and writes the configuration that reads it.
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { serialPort } from '../../../hal/linux/serial/schema.js';
import { ConfigError, loadConfig } from '../../config/index.js';
import { guessFormat } from '../doctor/listening/guess-format.js';
import { type HeardPort, hear } from '../doctor/listening/hear.js';
import { PortEar } from '../doctor/listening/port-ear.js';
import { suggestedConfiguration } from '../doctor/listening/suggestion.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure } from '../fail.js';

export interface ListenOptions {
  readonly config: string;
  readonly set: readonly string[];
  /** A path, or the name of a port of the configuration. */
  readonly port: string;
  /** How long to listen once the speed is known, s. */
  readonly seconds?: number;
  readonly json?: boolean;
}

const SECONDS = 5;
const LONGEST_S = 3600;
const SHOWN_LINES = 10;
const STABLE_NAMES = '/dev/serial/by-id';

/** Exit status 0 when a configuration was found. */
export async function listen({
  port,
  config,
  set,
  seconds = SECONDS,
  json = false,
}: ListenOptions): Promise<number> {
  if (!(seconds > 0 && seconds <= LONGEST_S)) {
    const fix = `Give a number of seconds above 0 and up to ${LONGEST_S}.`;
    throw new CommandFailure(`--seconds is ${seconds}.`, fix, EXIT.usage);
  }
  const wanted = wantedPort(port, config, set);
  const ear = await PortEar.open(wanted.settings);
  try {
    const heard = await hear(ear, wanted.settings.baudRate, seconds);
    const result = judged(wanted.name, wanted.settings.path, heard);
    process.stdout.write(json ? `${JSON.stringify(asDocument(result))}\n` : asText(result));
    return result.configuration === null ? EXIT.failed : EXIT.ok;
  } finally {
    ear.close();
  }
}

/** The settings of a configured port; for any other path the usual ones. */
function wantedPort(port: string, file: string, sets: readonly string[]) {
  const known = configuredPorts(file, sets).find(([name, { path }]) => name === port || path === port);
  const [name, settings] = known ?? ['sensor', serialPort.parse({ path: stableName(port) })];
  return { name, settings };
}

function configuredPorts(file: string, sets: readonly string[]) {
  try {
    return Object.entries(loadConfig({ file, sets, checkFiles: false }).config.hal.serial);
  } catch (error) {
    if (error instanceof ConfigError) return [];
    throw error;
  }
}

/** The name of a device that does not change when it is plugged in again, if it has one. */
function stableName(path: string): string {
  if (!existsSync(path) || !existsSync(STABLE_NAMES)) return path;
  const names = readdirSync(STABLE_NAMES).map((name) => join(STABLE_NAMES, name));
  return names.find((name) => realpathSync(name) === realpathSync(path)) ?? path;
}

function judged(name: string, path: string, { baudRate, received }: HeardPort) {
  const lines = received.wholeLines.map(({ text }) => text);
  const guess = lines.length === 0 ? null : guessFormat(lines, name);
  const { pauseS, bytes } = received;
  const configuration = guess && suggestedConfiguration(name, { path, baudRate, pauseS, guess });
  return { path, baudRate, bytes, lines, pauseS, guess, configuration };
}

type Result = ReturnType<typeof judged>;

function asDocument(result: Result) {
  const { path, baudRate, bytes, lines, pauseS, guess, configuration } = result;
  const finding = {
    id: 'listen',
    level: configuration === null ? 'warning' : 'ok',
    what: summary(result),
    fix:
      configuration === null
        ? advice(result)
        : 'Write the block into the configuration, and correct the names and units.',
  };
  const format = guess?.format ?? null;
  const pause = Number.isNaN(pauseS) ? null : pauseS;
  return { findings: [finding], listen: { path, baudRate, bytes, lines, pause, format, configuration } };
}

function asText(result: Result): string {
  const { lines, configuration } = result;
  const shown = lines.slice(-SHOWN_LINES).map((line) => `  ${line.replace(/[^\x20-\x7e]/g, '?')}`);
  const head = [summary(result), ...shown];
  if (configuration === null) return `${[...head, advice(result)].join('\n')}\n`;
  const intro =
    'This configuration reads it. Give each channel its name and unit, and write - for a field to skip:';
  return `${[...head, '', intro, ''].join('\n')}\n${configuration}`;
}

function summary({ path, baudRate, bytes, lines, pauseS, guess }: Result): string {
  const at = baudRate === null ? path : `${path} at ${baudRate} baud`;
  if (bytes === 0) return `${path}: nothing arrives.`;
  const rhythm = Number.isNaN(pauseS) ? '' : `, the longest pause between them is ${pauseS.toPrecision(2)} s`;
  const read = guess === null ? 'no format reads them' : `format ${guess.format} reads ${guess.good} of them`;
  return `${at}: ${lines.length} lines${rhythm}; ${read}.`;
}

function advice({ bytes, lines }: Result): string {
  if (bytes === 0)
    return 'Check the cable (its RX at the TX of the sensor, common ground), the supply of the sensor, and its speed.';
  return lines.length === 0
    ? 'The bytes are not text at any usual speed: check the speed, the parity and the level (RS-232 needs a converter).'
    : 'docs/hardware.md says what a line may look like.';
}
