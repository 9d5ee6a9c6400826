// A command that is added to the registry is known everywhere: one file and one line are all that it takes.
import { expect, it, vi } from 'vitest';
import type { Command } from '../../src/commands/command.js';
import { COMMANDS } from '../../src/commands/registry.js';
import type { CommandAnswer } from '../../src/comms/commands/answer.js';
import { CommandGate } from '../../src/comms/commands/gate.js';
import { demoDefaults } from '../../src/config/index.js';
import { Bench } from '../../src/testing/index.js';
import { configOf, problemsOf } from '../config/support.js';
import { commandTable } from '../support/pages/command-table.js';

vi.mock('../../src/commands/registry.js', async (shipped) => {
  const { COMMANDS } = await shipped<typeof import('../../src/commands/registry.js')>();
  const { controlCommand } = await import('../../src/commands/definition.js');
  const { numberWithin } = await import('../../src/commands/field.js');
  const { done } = await import('../../src/commands/targets.js');
  const horn = controlCommand({
    name: 'horn',
    summary: 'Sounds the horn.',
    fields: { seconds: numberWithin(1, 10, 'how long, in seconds') },
    needsTimestamp: true,
    isAllowedByDefault: false,
    apply({ seconds }, plant) {
      plant.record('lifecycle', { horn: seconds });
      return done(`the horn sounds for ${seconds} s`);
    },
  });
  return { COMMANDS: [...COMMANDS, horn] };
});

const NOW = 1764000000000;

function gate(forwarded: Command[]): CommandGate {
  return new CommandGate({
    allow: new Set(['horn']),
    forward: (command) => forwarded.push(command),
    resend: () => Promise.reject(new Error('not here')),
    rejected: () => {},
    wallClock: () => NOW,
    steadyClock: () => 0,
  });
}

function send(fields: Record<string, unknown>): { forwarded: Command[]; answers: CommandAnswer[] } {
  const forwarded: Command[] = [];
  const answers: CommandAnswer[] = [];
  const payload = Buffer.from(JSON.stringify({ requestId: 'r', ...fields }));
  const answer = (reply: CommandAnswer) => answers.push(reply);
  gate(forwarded).receive({ name: 'horn', payload, origin: 'mqtt', answer });
  return { forwarded, answers };
}

it('comes through the gate of MQTT and HTTP with its fields checked', () => {
  expect(send({ ts: NOW, seconds: 3 }).forwarded).toMatchObject([{ request: { name: 'horn', seconds: 3 } }]);
  expect(send({ ts: NOW, seconds: 11 }).answers).toMatchObject([
    { error: 'invalid', message: 'seconds has to be a number from 1 to 10' },
  ]);
  expect(send({ seconds: 3 }).answers).toMatchObject([{ error: 'stale' }]);
});

it('can be allowed in the configuration, and the demo allows it', () => {
  expect(configOf('commands: { allow: [horn] }').commands.allow).toEqual(['horn']);
  expect(problemsOf('commands: { allow: [hron] }').join()).toContain('horn');
  expect(demoDefaults({ HOME: '/home/ann' }).commands?.allow).toContain('horn');
});

it('can be given in a scenario and on the bench, and does its work', async () => {
  const bench = await Bench.create();
  try {
    const reply = bench.command({ horn: 3 });
    bench.run(0.2);
    expect(reply()).toMatchObject({ ok: true, error: null, message: 'the horn sounds for 3 s' });
    expect(bench.events).toContainEqual(expect.objectContaining({ type: 'lifecycle', data: { horn: 3 } }));
    expect(bench.events).toContainEqual(
      expect.objectContaining({
        type: 'command',
        data: expect.objectContaining({ name: 'horn', parameters: { seconds: 3 } }),
      }),
    );
  } finally {
    await bench.dispose();
  }
});

it('has a line on the reference page', () => {
  expect(commandTable(COMMANDS).at(-1)).toEqual([
    '`horn`',
    '`seconds`: how long, in seconds; a number from 1 to 10',
    'needed',
    'when configured',
    'the control thread',
    'Sounds the horn.',
  ]);
});
