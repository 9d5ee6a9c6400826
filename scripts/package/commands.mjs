// The commands of `kpp` with their options, as the compiled program declares them: for the manual page and the completions.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * @param dist the compiled program, from which its modules can be reached
 * @returns the description of the program and its commands in their order
 */
export async function readCommands(dist) {
  const { buildProgram } = await import(pathToFileURL(join(dist, 'src', 'cli', 'program.js')).href);
  const program = buildProgram(() => {});
  return { description: program.description(), commands: program.commands.map(commandOf) };
}

function commandOf(command) {
  const [argument] = command.registeredArguments;
  return {
    name: command.name(),
    summary: command.description(),
    argument: argument && {
      name: argument.name(),
      meaning: argument.description,
      isVariadic: argument.variadic,
      isRequired: argument.required,
    },
    options: [...command.options.map(optionOf), HELP],
  };
}

const HELP = {
  long: '--help',
  flags: '-h, --help',
  meaning: 'shows the command and its options',
  takesValue: false,
};

/** `isFile`: its value is the name of a file. `choices`: the values that it takes, where there is a list of them. */
function optionOf({ long, flags, description, required, argChoices, defaultValue }) {
  const value = /<([^>]+)>/.exec(flags)?.[1];
  return {
    long,
    flags,
    meaning: description,
    takesValue: required,
    isFile: value === 'file' || value === 'out',
    choices: argChoices,
    standard: typeof defaultValue === 'string' ? defaultValue : undefined,
  };
}
