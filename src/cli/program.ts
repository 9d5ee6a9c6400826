// The command line of `kpp`: declares each command with its options; each command is implemented in a file of its own.
import { Command, Option } from 'commander';
import { DEFAULT_CONFIG_FILE } from '../config/defaults.js';
import { VERSION } from '../runtime/version.js';
import { endDespiteHungDevices } from './end-now.js';

interface CommonOptions {
  readonly config: string;
  readonly set: string[];
}

const collect = (value: string, earlier: string[]) => [...earlier, value];

/** A command with the options that every command has. Without `configDefault`, `--config` may be left out and names no file. */
function command(
  program: Command,
  name: string,
  summary: string,
  configDefault: string | undefined,
): Command {
  const config = new Option('--config <file>', 'the configuration file');
  return program
    .command(name)
    .description(summary)
    .addOption(configDefault === undefined ? config : config.default(configDefault))
    .option('--set <key.path=value>', 'overrides one key; can be repeated', collect, [])
    .addOption(logLevel());
}

/** `--log-level debug` is the same as `--set log.level=debug` after all other `--set`. */
function logLevel(): Option {
  return new Option('--log-level <level>', 'the least important messages that are logged').choices([
    'debug',
    'info',
    'warning',
    'error',
  ]);
}

function takeLogLevel(command: Command): void {
  const { logLevel, set } = command.opts<{ logLevel?: string; set: string[] }>();
  if (logLevel !== undefined) command.setOptionValue('set', [...set, `log.level=${logLevel}`]);
}

/**
 * The program with all its commands. The manual page and the shell completions of the Debian package are made from it as well.
 *
 * @param exit gets the exit status of a command when its action has ended
 */
export function buildProgram(exit: (code: number) => void): Command {
  const program = new Command('kpp')
    .description(
      'Controller for a kinetic power plant. It watches an emergency stop; it does not replace a hard-wired one.',
    )
    .version(VERSION)
    .exitOverride()
    .showHelpAfterError('(kpp --help lists the commands, kpp COMMAND --help the options of one)')
    .configureHelp({ sortSubcommands: false })
    .hook('preAction', (_program, command) => takeLogLevel(command));

  command(program, 'run', 'runs the controller in the foreground', DEFAULT_CONFIG_FILE)
    .addOption(virtualDevices())
    .action(async (options: CommonOptions & VirtualDevices) => {
      const { runController } = await import('./commands/run.js');
      exit(await runController(options));
    });

  command(
    program,
    'demo',
    'runs a simulated plant with its own broker and live page, without any hardware',
    undefined,
  )
    .addOption(virtualDevices())
    .action(async (options: Partial<CommonOptions> & Pick<CommonOptions, 'set'> & VirtualDevices) => {
      const { runDemo } = await import('./commands/demo.js');
      exit(await runDemo(options));
    });

  command(program, 'check', 'reads the configuration and prints every problem in it', DEFAULT_CONFIG_FILE)
    .option('--json', 'one JSON document on standard output')
    .action(async (options: CommonOptions & { json?: boolean }) => {
      const { check } = await import('./commands/check.js');
      exit(check(options));
    });

  command(program, 'doctor', 'checks this machine, and says how to correct each finding', DEFAULT_CONFIG_FILE)
    .option('--json', 'one JSON document on standard output')
    .option(
      '--listen <port>',
      'shows what arrives on a serial port (a path, tcp://host:port, or a name of the configuration), and writes the configuration that reads it',
    )
    .option('--seconds <number>', 'how long to listen', Number)
    .action(async ({ listen: port, ...options }: CommonOptions & DoctorCommandOptions) => {
      if (port !== undefined) {
        const { listen } = await import('./commands/listen.js');
        exit(await listen({ ...options, port }));
      } else {
        const { doctor } = await import('./commands/doctor.js');
        exit(await doctor(options));
      }
      endDespiteHungDevices();
    });

  command(
    program,
    'setup',
    'writes a first configuration: asks about what it finds on this machine',
    DEFAULT_CONFIG_FILE,
  )
    .option('--yes', 'takes the best guess for each question, and needs no terminal')
    .option('--out <file>', 'the file to write; the one of --config when left out')
    .option('--json', 'one JSON document on standard output; needs --yes')
    .action(async (options: CommonOptions & { yes?: boolean; out?: string; json?: boolean }) => {
      const { setup } = await import('./commands/setup.js');
      exit(await setup(options));
      endDespiteHungDevices();
    });

  command(
    program,
    'status',
    'shows what the running controller does, its active alarms and its last actions',
    DEFAULT_CONFIG_FILE,
  )
    .option('--json', 'one JSON document on standard output')
    .action(async (options: CommonOptions & { json?: boolean }) => {
      const { status } = await import('./commands/status.js');
      exit(await status(options));
    });

  command(
    program,
    'totals',
    'prints energy, hours, starts, trips and availability, or begins them anew',
    DEFAULT_CONFIG_FILE,
  )
    .option('--json', 'one JSON document on standard output')
    .option('--reset', 'begins the totals anew; the event log keeps the old ones and the reason')
    .option('--reason <text>', 'why they begin anew')
    .action(async (options: CommonOptions & { json?: boolean; reset?: boolean; reason?: string }) => {
      const { totals } = await import('./commands/totals.js');
      exit(await totals(options));
    });

  command(program, 'scenario', 'runs scenario files in virtual time on the simulated plant', undefined)
    .argument('<file...>', 'scenario files')
    .addOption(virtualDevices())
    .option('--json', 'one JSON document for each file on standard output')
    .option('--junit <out>', 'also writes the verdicts as JUnit XML')
    .action(async (files: string[], options: ScenarioArguments) => {
      const { runScenarios } = await import('./commands/scenario.js');
      exit(await runScenarios(files, options));
    });

  command(
    program,
    'export',
    'prints the history of every channel from the store, second by second',
    DEFAULT_CONFIG_FILE,
  )
    .option('--features', 'prints statistics of each minute instead, labelled for machine learning')
    .option('--channels <names>', 'only these channels, separated by commas')
    .option(
      '--from <time>',
      'required: first time to export, ISO 8601 (UTC when it has no zone) or milliseconds since the epoch',
    )
    .option('--to <time>', 'required: end of the export, in the same form; this time itself is not exported')
    .option('--format <format>', 'csv or jsonl', 'csv')
    .action(async (options: CommonOptions & ExportOptions) => {
      const { exportHistory } = await import('./commands/export.js');
      exit(await exportHistory(options));
    });

  command(
    program,
    'backup',
    'writes store, configuration and recordings into one archive, while the controller runs',
    DEFAULT_CONFIG_FILE,
  )
    .argument('<file>', 'the archive, a .tar.gz')
    .option('--force', 'replaces an archive that is there')
    .option('--json', 'one JSON document on standard output')
    .action(async (file: string, options: CommonOptions & { force?: boolean; json?: boolean }) => {
      const { backup } = await import('./commands/backup.js');
      exit(await backup(file, options));
    });

  command(
    program,
    'restore',
    'puts a backup back, while no controller runs; keeps the old files under other names',
    DEFAULT_CONFIG_FILE,
  )
    .argument('<file>', 'the archive')
    .option('--json', 'one JSON document on standard output')
    .action(async (file: string, options: CommonOptions & { json?: boolean }) => {
      const { restore } = await import('./commands/restore.js');
      exit(await restore(file, options));
    });

  command(
    program,
    'safe-outputs',
    'drives every output to its safe value, even when other parts of the configuration are wrong',
    DEFAULT_CONFIG_FILE,
  ).action(async ({ config, set }: CommonOptions) => {
    const { safeOutputs } = await import('./commands/safe-outputs.js');
    exit(await safeOutputs({ config, set }));
    endDespiteHungDevices();
  });

  return program;
}

interface DoctorCommandOptions {
  readonly json?: boolean;
  readonly listen?: string;
  readonly seconds?: number;
}

interface VirtualDevices {
  readonly virtualDevices?: boolean;
}

const virtualDevices = () =>
  new Option(
    '--virtual-devices',
    'with hal.kind linux: runs the drivers on devices in memory, which are connected to the simulated plant',
  );

type ExportOptions = { features?: boolean; channels?: string; from?: string; to?: string; format: string };

type ScenarioArguments = Partial<CommonOptions> &
  VirtualDevices & { set: string[]; json?: boolean; junit?: string };
