// `kpp safe-outputs`: drives every output to its safe value, from the list of the last run and from the configuration.
import { ConfigError, salvageConfig } from '../../config/index.js';
import type { OutputEntry } from '../../runtime/outputs/entries.js';
import { readOutputLists, runtimeDirectory } from '../../runtime/outputs/list.js';
import { makeSafe, type Unreached } from '../../runtime/outputs/make-safe.js';
import { type SalvagedOutputs, salvageOutputs } from '../../runtime/outputs/salvage.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure } from '../fail.js';

export interface SafeOutputsArguments {
  readonly config: string;
  readonly set: readonly string[];
}

interface Configured extends SalvagedOutputs {
  /** The id of the device; null when it is not known. */
  readonly device: string | null;
  /** Why the configuration cannot be read; null when it can. */
  readonly problem: string | null;
}

/** Exit status 1 when an output could not be made safe, or when a list of outputs cannot be read and outputs may be missing. */
export async function safeOutputs({ config: file, set }: SafeOutputsArguments): Promise<number> {
  const configured = readConfigured(file, set);
  const directory = runtimeDirectory();
  const { lists, unreadable } = readOutputLists(directory, configured.device);
  if (configured.problem !== null) {
    process.stderr.write(`kpp: ${configured.problem}\n`);
    if (lists.length === 0) throw nothingKnown(directory);
  }
  for (const { file: list, reason } of unreadable)
    process.stderr.write(`kpp: ${list} cannot be read, so outputs may be missing: ${reason}\n`);
  const written = lists.flatMap(({ outputs }) => outputs);
  const isWritten = ({ name }: { name: string }) => written.some((entry) => entry.name === name);
  const entries = [...written, ...configured.entries.filter((entry) => !isWritten(entry))];
  const unusable = configured.unusable.filter((output) => !isWritten(output));
  const code = report(entries, [...unusable, ...(await makeSafe(entries))]);
  return unreadable.length > 0 ? EXIT.failed : code;
}

function readConfigured(file: string, sets: readonly string[]): Configured {
  try {
    const salvaged = salvageConfig({ file, sets });
    const isDeviceKnown = !salvaged.removed.some(
      ([section]) => section === undefined || section === 'device',
    );
    return {
      ...salvageOutputs(salvaged),
      device: isDeviceKnown ? salvaged.parsed.device.id : null,
      problem: null,
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { entries: [], unusable: [], device: null, problem: error.message };
  }
}

function report(entries: readonly OutputEntry[], unreached: readonly Unreached[]): number {
  for (const { name } of entries) {
    if (!unreached.some((output) => output.name === name)) process.stdout.write(`${name}: safe\n`);
  }
  for (const { name, reason, fix = '' } of unreached) {
    process.stderr.write(`kpp: output ${name} could not be made safe: ${reason}\n`);
    if (fix !== '') process.stderr.write(`     ${fix}\n`);
  }
  return unreached.length === 0 ? EXIT.ok : EXIT.failed;
}

function nothingKnown(directory: string): CommandFailure {
  return new CommandFailure(
    `no output is known: ${directory} has no list of outputs from an earlier run either.`,
    'Name the configuration with --config FILE, or set RUNTIME_DIRECTORY to the runtime directory of the run.',
  );
}
