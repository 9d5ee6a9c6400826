// The manual page kpp(1), made from the declarations of the commands.
import { bold, example, heading, item, paragraph, plain, subheading, title } from './roff.mjs';

const EXIT_STATUSES = [
  ['0', 'The command did what it was asked to do.'],
  ['1', 'It failed. The message says what is wrong and what to do.'],
  ['64', 'The command line is wrong.'],
  ['78', 'The configuration is wrong. The service is not started again until the file is corrected.'],
];

const FILES = [
  ['/etc/kpp/controller.yaml', 'The configuration, see kpp-controller.yaml(5).'],
  ['/var/lib/kpp', 'The store: events, history, totals, and what waits for the broker.'],
  ['/run/kpp', 'The list of outputs that kpp safe-outputs makes safe.'],
  ['/usr/share/doc/kpp-controller', 'The documentation, and examples of configurations and scenarios.'],
];

/** @param program the result of `readCommands` */
export function kppPage(program, { version, epochS }) {
  const source = `kpp-controller ${version}`;
  const common = commonTo(program.commands);
  return `${[
    title({ name: 'kpp', section: 1, epochS, source, manual: 'User Commands' }),
    heading('name'),
    `kpp \\- ${plain('runs and examines the controller of a kinetic power plant')}`,
    heading('synopsis'),
    `${bold('kpp')} \\fICOMMAND\\fR [\\fIOPTION\\fR]... [\\fIFILE\\fR]...`,
    heading('description'),
    plain(program.description),
    heading('options of every command'),
    ...common.map((option) => item(bold(option.flags), sentence(meaningOf(option)))),
    heading('commands'),
    ...program.commands.map(commandSection(common)),
    heading('exit status'),
    ...EXIT_STATUSES.map(([status, meaning]) => item(bold(status), plain(meaning))),
    heading('files'),
    ...FILES.map(([file, meaning]) => item(`\\fI${plain(file)}\\fR`, plain(meaning))),
    heading('examples'),
    paragraph('Try the controller without any hardware; the live page is on http://127.0.0.1:8080:'),
    example(['kpp demo']),
    paragraph('Check the configuration before the service reads it:'),
    example(['sudo kpp check && sudo systemctl reload kpp-controller']),
    heading('see also'),
    `${bold('kpp-controller.yaml')}(5), ${bold('journalctl')}(1), ${bold('systemctl')}(1)`,
  ].join('\n')}\n`;
}

/** The options that every command has, by their long names. */
function commonTo(commands) {
  const [first, ...others] = commands;
  return first.options.filter(({ long }) =>
    others.every(({ options }) => options.some((option) => option.long === long)),
  );
}

const commandSection =
  (common) =>
  ({ name, summary, argument, options }) => {
    const own = options.filter(({ long }) => common.every((option) => option.long !== long));
    const parts = [
      subheading(`kpp ${name}`),
      `${bold(`kpp ${name}`)} [\\fIOPTION\\fR]...${argumentOf(argument)}`,
      paragraph(sentence(summary)),
    ];
    for (const option of own) parts.push(item(bold(option.flags), sentence(meaningOf(option))));
    return parts.join('\n');
  };

function argumentOf(argument) {
  if (argument === undefined) return '';
  return ` \\fI${plain(argument.name.toUpperCase())}\\fR${argument.isVariadic ? '...' : ''}`;
}

function meaningOf({ meaning, choices, standard }) {
  const list = choices === undefined ? '' : `: ${choices.join(', ')}`;
  return `${meaning}${list}${standard === undefined ? '' : ` (default: ${standard})`}`;
}

/** `runs the plant` becomes `Runs the plant.` */
const sentence = (text) => plain(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
