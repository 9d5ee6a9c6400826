// The completion of `kpp` for bash.

/** @param program the result of `readCommands` */
export function bashCompletion({ commands }) {
  const names = commands.map(({ name }) => name);
  return `# bash completion of kpp: commands, their options, and the values of options.
_kpp() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case $word in ${names.join(' | ')}) command=$word; break ;; esac
  done
  COMPREPLY=()
  case "$command $previous" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case $command in
    '') mapfile -t COMPREPLY < <(compgen -W '${names.join(' ')} --help --version' -- "$current") ;;
${commands.map(commandCase).join('\n')}
  esac
}
complete -F _kpp kpp
`;
}

function valueCases({ name, options }) {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ long, isFile, choices }) => `    '${name} ${long}') ${valueAction(isFile, choices)} ;;`);
}

function valueAction(isFile, choices) {
  if (isFile) return 'compopt -o default; return';
  if (choices === undefined) return 'return';
  return `mapfile -t COMPREPLY < <(compgen -W '${choices.join(' ')}' -- "$current"); return`;
}

function commandCase({ name, argument, options }) {
  const offer = `mapfile -t COMPREPLY < <(compgen -W '${options.map(({ long }) => long).join(' ')}' -- "$current")`;
  if (argument === undefined) return `    ${name}) ${offer} ;;`;
  return `    ${name}) if [[ $current == -* ]]; then ${offer}; else compopt -o default; fi ;;`;
}
