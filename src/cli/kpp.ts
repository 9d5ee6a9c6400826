// `kpp`: runs the command that the command line names, and turns its errors into messages and an exit status.
import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.js';
import { reportFailure } from './fail.js';
import { buildProgram } from './program.js';

async function main(): Promise<void> {
  const exit = (code: number) => {
    process.exitCode = code;
  };
  try {
    await buildProgram(exit).parseAsync();
  } catch (error) {
    // Help and version end with a CommanderError of status 0; everything else it throws is wrong usage.
    if (error instanceof CommanderError) exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage);
    else exit(reportFailure(error));
  }
}

await main();
