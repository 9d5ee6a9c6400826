// `kpp run`: the controller in the foreground, until a signal ends it.
import { existsSync } from 'node:fs';
import { planPath } from '../../backup/plan-path.js';
import type { Config } from '../../config/index.js';
import { formatProblem } from '../../config/problem.js';
import { loadApart } from '../../runtime/configuration/load-apart.js';
import { FATAL } from '../../runtime/program/journal.js';
import { Program } from '../../runtime/program/program.js';
import type { ConfigSource } from '../../runtime/reload/protocol.js';
import { reachProblem } from '../../runtime/service/reach.js';
import { onStopSignal } from '../../runtime/signals.js';
import { threadPoolProblem } from '../../runtime/threads/thread-pool.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure } from '../fail.js';

export interface RunArguments {
  readonly config: string;
  readonly set: readonly string[];
  readonly virtualDevices?: boolean | undefined;
}

export interface Hosting {
  /** The configuration that SIGHUP reads again; null when reload is not possible. */
  readonly source: ConfigSource | null;
  readonly startAfresh: boolean;
  /** True to end when the live page cannot listen. */
  readonly needsHttp: boolean;
  /** True to use devices in memory in the place of this machine's devices. */
  readonly onVirtualDevices: boolean;
  /** True when SIGHUP ends the program, as for a demo. False when it reloads the configuration. */
  readonly endsWithTerminal: boolean;
  /** Called once everything runs. */
  readonly announce: (program: Program) => void;
  /** Called last: ends the parts that were started beside the program. */
  readonly afterwards: () => Promise<void>;
}

export async function runController({
  config: file,
  set,
  virtualDevices: onVirtualDevices = false,
}: RunArguments): Promise<number> {
  refuseHalfRestored(file);
  const { config, problems } = await loadApart({ file, sets: set, needsCredentials: true });
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  if (onVirtualDevices) assertDevices(config, file);
  return host(config, {
    source: { file, sets: set },
    startAfresh: false,
    needsHttp: false,
    onVirtualDevices,
    endsWithTerminal: false,
    announce: ({ log, run }) => {
      log.info(`run ${run} of ${config.device.id}: ${summary(config, onVirtualDevices)}`);
      const poolProblem = threadPoolProblem(process.env.UV_THREADPOOL_SIZE);
      if (poolProblem !== null) log.warn(poolProblem);
      const unreachable = reachProblem(config, process.env.KPP_REACH);
      if (unreachable !== null) log.warn(unreachable);
    },
    afterwards: async () => {},
  });
}

/** Between the renames of an interrupted restore, a new store could meet an old configuration. */
function refuseHalfRestored(configFile: string): void {
  const plan = planPath(configFile);
  if (!existsSync(plan)) return;
  throw new CommandFailure(
    `A restore was interrupted while it exchanged files (${plan}).`,
    'Run `kpp restore` with the same archive again: it completes the exchange first.',
  );
}

/** Runs the program until a signal or a fatal error ends it. Returns the exit status. */
export async function host(
  config: Config,
  { source, startAfresh, needsHttp, onVirtualDevices, endsWithTerminal, announce, afterwards }: Hosting,
): Promise<number> {
  let finish!: (end: { reason: string; error?: Error }) => void;
  const ended = new Promise<{ reason: string; error?: Error }>((resolve) => {
    finish = resolve;
  });
  const fatal = (error: Error) => finish({ reason: FATAL, error });
  const hostRoot = process.env.KPP_HOST_ROOT ?? '';
  const program = new Program({
    ...{ config, source, startAfresh, needsHttp, onVirtualDevices, hostRoot },
    onFatal: fatal,
  });
  const stopListening = onStopSignal((signal) => finish({ reason: signal }));
  const hangUp = () => {
    if (endsWithTerminal) finish({ reason: 'SIGHUP' });
    else program.reload();
  };
  process.on('SIGHUP', hangUp);
  const crashed = (error: unknown) => {
    program.makeSafe();
    fatal(error instanceof Error ? error : new Error(String(error)));
  };
  process.on('uncaughtException', crashed);
  process.on('unhandledRejection', crashed);
  try {
    await program.start();
    announce(program);
    const { reason, error } = await ended;
    if (error !== undefined) {
      program.makeSafe();
      program.log.error(
        `fatal error, the outputs are safe and the controller ends: ${error.stack ?? error.message}`,
      );
    } else program.log.info(`${reason}: outputs safe, stopping`);
    await program.stop(reason);
    await afterwards();
    return error === undefined ? EXIT.ok : EXIT.failed;
  } catch (error) {
    await program.stop('start failed');
    await afterwards();
    throw error;
  } finally {
    process.off('uncaughtException', crashed);
    process.off('unhandledRejection', crashed);
    process.off('SIGHUP', hangUp);
    stopListening();
  }
}

/** Virtual devices need drivers, and `hal.kind: sim` has none. */
export function assertDevices({ hal }: Config, file: string): void {
  if (hal.kind === 'linux') return;
  throw new CommandFailure(
    `--virtual-devices: hal.kind is ${hal.kind} in ${file}, and this kind has no devices.`,
    'Set hal.kind to linux and configure the devices under hal, or leave --virtual-devices out.',
    EXIT.usage,
  );
}

function summary({ control, hal, mqtt }: Config, onVirtualDevices: boolean): string {
  const hardware = onVirtualDevices ? 'virtual devices on the simulated plant' : 'hardware';
  const plant = hal.kind === 'sim' ? 'simulated plant' : hardware;
  return `${plant}, ${control.rateHz} Hz, mode ${control.mode}, broker ${[mqtt.url].flat().join(', ')}`;
}
