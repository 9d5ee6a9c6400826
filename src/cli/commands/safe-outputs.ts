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
  /** Null when it is not known. */
  readonly device: string | null;
  /** Why there is nothing to go by; null when there is. */
  readonly problem: string | null;
}

/** Exit status 1 when an output could not be reached, or there may be others in a list that cannot be read. */
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
    `no run has left a list of its outputs in ${directory} either, so no output is known.`,
    'Name the configuration with --config FILE, or the runtime directory of the run with RUNTIME_DIRECTORY.',
  );
}
