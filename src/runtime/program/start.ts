// Starts the program: the steps of the start in order, each with its undo.
import type { Hal } from '../../../hal/hal.js';
import type { Logger } from '../../shared/log.js';
import { Guard } from '../guard/guard.js';
import { createHal } from '../hal-factory.js';
import { connectServiceManager, type ServiceManager } from '../service/service-manager.js';
import type { HandedOverLog } from '../threads/handed-over-log.js';
import { createCore } from './core.js';
import type { Ending } from './ending.js';
import { HostSamples } from './host-samples.js';
import { Journal } from './journal.js';
import { optimiseSooner } from './optimise-sooner.js';
import { kindOf, type ProgramOptions } from './options.js';
import { RunningProgram } from './running-program.js';
import { movesMachine, rememberedTrip } from './start-of-run.js';

/** The longest time to end the comms thread; an orderly end may take two seconds in all. */
const COMMS_STOP_MS = 1000;

export interface Start {
  readonly options: ProgramOptions;
  readonly log: Logger;
  readonly lines: HandedOverLog;
  /** Gets the undo of each step, also when a later step fails. */
  readonly ending: Ending;
  /** Called when the program is assembled. Nothing runs yet, but from now on it can be made safe. */
  readonly onAssembled: (program: RunningProgram) => void;
}

/** Takes the steps in order. Rejects with the error of the step that failed. */
export async function startProgram(start: Start): Promise<void> {
  const { options, log, lines, ending, onAssembled } = start;
  const originMs = performance.now();
  const clockS = () => (performance.now() - originMs) / 1000;
  // Before the store is opened, so that a configuration that the HAL refuses does not count as a run.
  const hal = await createHal(options.config, clockS, options.onVirtualDevices);
  const manager = connectServiceManager(process.env, process.pid, log);
  if (manager !== null) ending.add({ close: () => manager.close() });
  const journal = await openJournal(start, manager);
  const kind = kindOf(options);
  const trip = rememberedTrip(journal.opened, kind);
  // Before anything else can fail, so that the next run knows of the trip even when this start fails.
  journal.recordStart(trip, kind);
  ending.add({ close: () => hal.close() });
  const memory = { log: journal.logId, alarms: journal.opened.alarms, trip };
  const host = new HostSamples(journal.host, clockS);
  const core = createCore(options.config, hal, host.samples.names, memory);
  const guard = new Guard((reason) => program.guardLost(reason));
  const parts = { options, log, lines, journal, hal, host, core, guard, manager, originMs };
  const program = new RunningProgram(parts);
  ending.add({ quiet: () => program.end() });
  journal.watch(program);
  onAssembled(program);
  await hal.open(clockS(), program.heartbeat);
  await listOutputs(options, hal);
  // The guard ends before the HAL closes its lines, because the numbers of closed descriptors may be used for other files.
  ending.add({ close: () => guard.stop() });
  await guard.start(hal.guardedLines());
  ending.add({ close: () => endComms(program, lines) });
  await program.comms.start();
  program.begin();
  optimiseSooner();
}

/** An update of the store from an older version may take minutes. */
async function openJournal(
  { options, log, ending }: Start,
  manager: ServiceManager | null,
): Promise<Journal> {
  const opening = Journal.open(options.config.store, options.hostRoot, log);
  const journal = await (manager === null ? opening : manager.patiently('opens the store', opening));
  ending.add({ quiet: (reason) => journal.recordEnd(reason), close: () => journal.close() });
  return journal;
}

/** Writes the list of outputs before any is energised. With it `kpp safe-outputs` can make them safe when this process is dead. */
async function listOutputs(options: ProgramOptions, { outputs }: Hal): Promise<void> {
  if (!movesMachine(kindOf(options)) || outputs.length === 0) return;
  const { device, hal } = options.config;
  // Loaded here, because they need the schema, and a simulation has no outputs.
  const { outputEntries } = await import('../outputs/entries.js');
  const { runtimeDirectory, writeOutputList } = await import('../outputs/list.js');
  writeOutputList(runtimeDirectory(), device.id, outputEntries(hal));
}

async function endComms({ comms }: RunningProgram, lines: HandedOverLog): Promise<void> {
  await comms.stop(COMMS_STOP_MS);
  lines.end();
}
