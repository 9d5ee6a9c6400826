// The completion of `kpp` for fish.

/** @param program the result of `readCommands` */
export function fishCompletion({ commands }) {
  const lines = commands.flatMap((command) => [
    commandLine(command),
    ...command.options.map(optionLine(command)),
  ]);
  return `# fish completion of kpp: commands, their options, and the values of options.
complete -c kpp -n __fish_use_subcommand -f
complete -c kpp -n __fish_use_subcommand -l help -d 'shows the commands'
complete -c kpp -n __fish_use_subcommand -l version -d 'shows the version'
${lines.join('\n')}
`;
}

function commandLine({ name, summary, argument }) {
  const offer = `complete -c kpp -n __fish_use_subcommand -a ${name} -d ${quoted(summary)}`;
  return argument === undefined
    ? `${offer}\ncomplete -c kpp -n '__fish_seen_subcommand_from ${name}' -f`
    : offer;
}

const optionLine =
  ({ name }) =>
  ({ long, meaning, takesValue, isFile, choices }) => {
    const head = `complete -c kpp -n '__fish_seen_subcommand_from ${name}' -l ${long.slice(2)} -d ${quoted(meaning)}`;
    if (!takesValue) return head;
    if (choices !== undefined) return `${head} -x -a ${quoted(choices.join(' '))}`;
    return `${head} ${isFile ? '-r -F' : '-x'}`;
  };

const quoted = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
