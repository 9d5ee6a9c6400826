// The completion of `kpp` for zsh.

/** @param program the result of `readCommands` */
export function zshCompletion({ commands }) {
  return `#compdef kpp
# zsh completion of kpp: commands, their options, and the values of options.
local -a commands
local context state state_descr line
typeset -A opt_args
commands=(
${commands.map(({ name, summary }) => `  ${quoted(`${name}:${summary}`)}`).join('\n')}
)
_arguments -C '--help[shows the commands]' '--version[shows the version]' '1:command:->command' '*::argument:->argument'
case $state in
  command) _describe -t commands 'command of kpp' commands ;;
  argument)
    case $words[1] in
${commands.map(commandCase).join('\n')}
    esac ;;
esac
`;
}

function commandCase({ name, argument, options }) {
  const specs = options.map(optionSpec);
  if (argument !== undefined)
    specs.push(quoted(`${argument.isVariadic ? '*' : '1'}:${argument.name}:_files`));
  return `      ${name}) _arguments ${specs.join(' ')} ;;`;
}

function optionSpec({ long, meaning, takesValue, isFile, choices }) {
  const repeated = long === '--set' ? '*' : '';
  const head = `${repeated}${long}[${escaped(meaning)}]`;
  if (!takesValue) return quoted(head);
  if (choices !== undefined) return quoted(`${head}:value:(${choices.join(' ')})`);
  return quoted(`${head}:value:${isFile ? '_files' : ''}`);
}

const escaped = (text) => text.replaceAll(/[[\]:]/g, '\\$&');
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
