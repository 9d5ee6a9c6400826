// The manual page and the completions that are made from the declarations of the commands.
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../../src/cli/program.js';
import { type Described, packageScript } from '../../support/package-scripts.js';

const { plain, marked } = await packageScript('roff');
const { kppPage } = await packageScript('manual');
const { bashCompletion } = await packageScript('bash');
const { zshCompletion } = await packageScript('zsh');
const { fishCompletion } = await packageScript('fish');

const set = { long: '--set', flags: '--set <key=value>', meaning: 'sets [one] key: once', takesValue: true };
const config = {
  long: '--config',
  flags: '--config <file>',
  meaning: 'the file',
  takesValue: true,
  isFile: true,
};
const level = {
  long: '--level',
  flags: '--level <l>',
  meaning: "it's one",
  takesValue: true,
  choices: ['low', 'high'],
};
const PROGRAM: Described = {
  description: 'Does things.',
  commands: [
    { name: 'run', summary: 'runs it', options: [config, set] },
    {
      name: 'play',
      summary: 'plays files',
      argument: { name: 'file', isVariadic: true },
      options: [config, set, level],
    },
  ],
};

describe('text of a manual page', () => {
  it('keeps dashes, backslashes and dots at the begin of a line from roff', () => {
    expect(plain('a-b \\ c\n.d')).toBe('a\\-b \\(rs c\n\\&.d');
  });

  it('shows code as bold', () => {
    expect(marked('default `off`')).toBe('default \\fBoff\\fR');
  });
});

describe('kpp(1)', () => {
  const page = kppPage(PROGRAM, { version: '1.2.3', epochS: 86_400 });

  it('names date and version of the program', () => {
    expect(page.split('\n')[0]).toBe('.TH KPP 1 "1970-01-02" "kpp-controller 1.2.3" "User Commands"');
  });

  it('shows options that every command has once', () => {
    expect(page.match(/\\fB\\-\\-config <file>\\fR/g)).toHaveLength(1);
    expect(page).toContain('.SS kpp play\n');
    expect(page).toContain('\\fB\\-\\-level <l>\\fR');
  });
});

describe('the completions', () => {
  it('have every command of the program', () => {
    const names = buildProgram(() => {}).commands.map((command) => command.name());
    expect(names).toContain('run');
    const program = {
      description: '',
      commands: names.map((name) => ({ name, summary: name, options: [] })),
    };
    for (const text of [bashCompletion(program), zshCompletion(program), fishCompletion(program)]) {
      expect(names.filter((name) => !text.includes(name))).toEqual([]);
    }
  });

  it('of bash offer the values of an option, and files where a file is wanted', () => {
    const text = bashCompletion(PROGRAM);
    expect(text).toContain("'play --level') mapfile -t COMPREPLY < <(compgen -W 'low high'");
    expect(text).toContain("'run --config') compopt -o default; return ;;");
  });

  it('of zsh and fish quote what their shell would take for its own', () => {
    expect(zshCompletion(PROGRAM)).toContain("'*--set[sets \\[one\\] key\\: once]:value:'");
    expect(fishCompletion(PROGRAM)).toContain("-l level -d 'it\\'s one' -x -a 'low high'");
  });
});
