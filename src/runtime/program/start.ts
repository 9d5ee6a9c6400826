// What is starting: the steps from nothing to a running program, each with its undo.
import type { Hal } from '../../../hal/hal.js';
import type { Logger } from '../../shared/log.js';
import { Guard } from '../guard/guard.js';
import { createHal } from '../hal-factory.js';
import { outputEntries } from '../outputs/entries.js';
import { runtimeDirectory, writeOutputList } from '../outputs/list.js';
import type { HandedOverLog } from '../threads/handed-over-log.js';
import { createCore } from './core.js';
import type { Ending } from './ending.js';
import { Journal } from './journal.js';
import { kindOf, type ProgramOptions } from './options.js';
import { RunningProgram } from './running-program.js';
import { movesMachine, rememberedTrip } from './start-of-run.js';

/** A part of the two seconds that an orderly end may take. */
const COMMS_STOP_MS = 1000;

export interface Start {
  readonly options: ProgramOptions;
  readonly log: Logger;
  readonly lines: HandedOverLog;
  /** Is given the undo of each step, also when a later one fails. */
  readonly ending: Ending;
  /** Everything is put together, and nothing of it moves yet. From now on it can be made safe. */
  readonly onAssembled: (program: RunningProgram) => void;
}

/** Takes the steps in order; rejects with what stands in the way of one. */
export async function startProgram(start: Start): Promise<void> {
  const { options, log, lines, ending, onAssembled } = start;
  const originMs = performance.now();
  const clockS = () => (performance.now() - originMs) / 1000;
  // Before the store: a configuration that the HAL refuses is not counted as a run.
  const hal = createHal(options.config, clockS, options.onVirtualDevices);
  const journal = await openJournal(start);
  const kind = kindOf(options);
  const trip = rememberedTrip(journal.opened, kind);
  // Before anything else can fail: a start that fails must not make the next run forget a trip.
  journal.tellStart(trip, kind);
  ending.add({ close: () => hal.close() });
  const memory = { log: journal.logId, alarms: journal.opened.alarms, trip };
  const core = createCore(options.config, hal, memory);
  const guard = new Guard((reason) => guardCrashed(reason, log, journal));
  const program = new RunningProgram({ options, log, lines, journal, hal, core, guard, originMs });
  ending.add({ quiet: () => program.end() });
  journal.watch(program);
  onAssembled(program);
  await hal.open(clockS(), program.heartbeat);
  listOutputs(options, hal);
  // The guard ends before the HAL closes its lines: their descriptors may soon belong to other files.
  ending.add({ close: () => guard.stop() });
  await guard.start(hal.guardedLines());
  ending.add({ close: () => endComms(program, lines) });
  await program.comms.start();
  program.begin();
}

async function openJournal({ options, log, ending }: Start): Promise<Journal> {
  const journal = await Journal.open(options.config.store, log);
  ending.add({ quiet: (reason) => journal.tellEnd(reason), close: () => journal.close() });
  return journal;
}

/** Before anything is energised: what is listed can be made safe when this process is no more. */
function listOutputs(options: ProgramOptions, { outputs }: Hal): void {
  if (!movesMachine(kindOf(options)) || outputs.length === 0) return;
  const { device, hal } = options.config;
  writeOutputList(runtimeDirectory(), device.id, outputEntries(hal));
}

function guardCrashed(reason: string, log: Logger, journal: Journal): void {
  log.error(`the guard's thread ended (${reason}); it is started again`);
  journal.event({ type: 'lifecycle', ts: Date.now(), data: { guard: 'restarted', reason } });
}

async function endComms({ comms }: RunningProgram, lines: HandedOverLog): Promise<void> {
  await comms.stop(COMMS_STOP_MS);
  lines.end();
}
