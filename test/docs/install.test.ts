// The commands of docs/install.md: the program knows each of them, with its options and keys.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { buildProgram } from '../../src/cli/program.js';
import { COMMAND_NAMES } from '../../src/commands/lookup.js';
import { loadConfig } from '../../src/config/index.js';
import { kppCalls, shellBlocks } from '../support/pages/shell-blocks.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = readFileSync(`${ROOT}docs/install.md`, 'utf8');
const BLOCKS = shellBlocks(PAGE);
const CALLS = BLOCKS.flatMap(kppCalls);
const program = buildProgram(() => {});

/** The `--set` texts of a call. */
const setsOf = (call: readonly string[]) => call.filter((_word, i) => call[i - 1] === '--set');

describe('docs/install.md', () => {
  it('has blocks for the bench, and its shell can read each block', () => {
    expect(BLOCKS.filter(({ isForGuest }) => isForGuest).length).toBeGreaterThanOrEqual(5);
    for (const { text } of BLOCKS) execFileSync('sh', ['-n'], { input: text });
  });

  it.each(CALLS.map((call) => [call.join(' '), call] as const))(
    'kpp %s has options that exist',
    (_text, call) => {
      const command = program.commands.find((one) => one.name() === call[0]);
      const known = command?.options.map(({ long }) => long);
      for (const word of call.filter((one) => one.startsWith('--'))) expect(known).toContain(word);
      expect(command).toBeDefined();
    },
  );

  it('goes through doctor, setup, check, status and backup', () => {
    const names = CALLS.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(['doctor', 'setup', 'check', 'status', 'backup']));
  });

  it('sets keys that a configuration takes', () => {
    const sets = CALLS.flatMap(setsOf);
    expect(sets.length).toBeGreaterThan(3);
    expect(() => loadConfig({ sets, checkFiles: false })).not.toThrow();
  });

  it('listens to the topics of the default configuration, and sends commands that exist', () => {
    const { mqtt, device } = loadConfig({}).config;
    const topics = [...PAGE.matchAll(/ -t '?([^\s']+)/g)].map(([, topic = '']) => topic);
    expect(topics.length).toBeGreaterThan(3);
    for (const topic of topics) expect(topic).toMatch(new RegExp(`^${mqtt.baseTopic}/${device.id}/`));
    const commands = topics.flatMap((topic) => /command\/(.*)$/.exec(topic)?.[1] ?? []);
    expect(commands).toEqual(['start']);
    for (const command of commands) expect(COMMAND_NAMES).toContain(command);
  });
});
