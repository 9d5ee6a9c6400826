// Which commands reach control: a table of payloads and their results.
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../../src/commands/command.js';
import type { CommandAnswer } from '../../../src/comms/commands/answer.js';
import { CommandGate } from '../../../src/comms/commands/gate.js';
import type { Rejection } from '../../../src/comms/commands/rejections.js';

const NOW = 1764000000000;
const TEN_MINUTES_MS = 600_000;

let steadyMs: number;
let forwarded: Command[];
let rejections: Rejection[];
let answers: CommandAnswer[];
let gate: CommandGate;

beforeEach(() => {
  steadyMs = 0;
  forwarded = [];
  rejections = [];
  answers = [];
  gate = new CommandGate({
    allow: new Set(['start', 'stop', 'reset', 'mode', 'load', 'acknowledge', 'shelve', 'resend']),
    forward: (command) => forwarded.push(command),
    resend: async ({ fromSeq, toSeq }) => ({ ok: true, error: null, message: `${fromSeq} to ${toSeq}` }),
    rejected: (rejection) => rejections.push(rejection),
    wallClock: () => NOW,
    steadyClock: () => steadyMs,
  });
});

function send(name: string, body: unknown, origin: 'mqtt' | 'http' = 'mqtt'): void {
  const payload = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  gate.receive({ name, payload, origin, answer: (reply) => answers.push(reply) });
}

const accepted: [name: string, body: Record<string, unknown>, request: Command['request']][] = [
  ['start', { ts: NOW }, { name: 'start' }],
  ['start', { ts: NOW - 5000 }, { name: 'start' }],
  ['reset', { ts: NOW + 5000 }, { name: 'reset' }],
  ['stop', {}, { name: 'stop' }],
  ['stop', { ts: NOW, more: 'fields are fine' }, { name: 'stop' }],
  ['mode', { mode: 'accuracy' }, { name: 'mode', mode: 'accuracy' }],
  ['load', { ts: NOW, fraction: 0 }, { name: 'load', fraction: 0 }],
  ['load', { ts: NOW, fraction: 1 }, { name: 'load', fraction: 1 }],
  ['acknowledge', { rule: '*' }, { name: 'acknowledge', rule: '*' }],
  ['shelve', { rule: 'low_fps', seconds: 60 }, { name: 'shelve', rule: 'low_fps', seconds: 60 }],
];

const rejected: [name: string, body: unknown, error: CommandAnswer['error'], requestId: string | null][] = [
  ['stop', 'no json', 'invalid', null],
  ['stop', '[]', 'invalid', null],
  ['stop', 'null', 'invalid', null],
  ['stop', '{}', 'invalid', null],
  ['stop', { requestId: '' }, 'invalid', null],
  ['stop', { requestId: 7 }, 'invalid', null],
  ['stop', { requestId: 'x'.repeat(129) }, 'invalid', null],
  ['stop', { requestId: 'r', padding: 'x'.repeat(5000) }, 'invalid', null],
  ['stop', { requestId: 'r', ts: 'now' }, 'invalid', 'r'],
  ['stop', { requestId: 'r', ts: 1.5 }, 'invalid', 'r'],
  ['stop', { requestId: 'r', by: 7 }, 'invalid', 'r'],
  ['stop', { requestId: 'r', ts: NOW - 5001 }, 'stale', 'r'],
  ['start', { requestId: 'r' }, 'stale', 'r'],
  ['start', { requestId: 'r', ts: NOW + 5001 }, 'stale', 'r'],
  ['dance', { requestId: 'r' }, 'invalid', 'r'],
  ['__proto__', { requestId: 'r' }, 'invalid', 'r'],
  ['', { requestId: 'r' }, 'invalid', 'r'],
  ['mode', { requestId: 'r', mode: 'turbo' }, 'invalid', 'r'],
  ['mode', { requestId: 'r' }, 'invalid', 'r'],
  ['load', { requestId: 'r', ts: NOW, fraction: 1.01 }, 'invalid', 'r'],
  ['load', { requestId: 'r', ts: NOW, fraction: '0.5' }, 'invalid', 'r'],
  ['load', { requestId: 'r', ts: NOW, fraction: null }, 'invalid', 'r'],
  ['acknowledge', { requestId: 'r' }, 'invalid', 'r'],
  ['shelve', { requestId: 'r', rule: 'low_fps', seconds: -1 }, 'invalid', 'r'],
  ['resend', { requestId: 'r', fromSeq: 0, toSeq: 4 }, 'invalid', 'r'],
  ['resend', { requestId: 'r', fromSeq: 5, toSeq: 4 }, 'invalid', 'r'],
];

describe('the command gate', () => {
  it.each(accepted)('passes %s %j on', (name, body, request) => {
    send(name, { requestId: 'r', by: 'ann', ...body });
    expect(forwarded).toEqual([{ requestId: 'r', request, by: 'ann', origin: 'mqtt' }]);
    expect(answers).toEqual([]);
    gate.settle({ requestId: 'r', ok: true, error: null, message: 'done' });
    expect(answers).toEqual([{ requestId: 'r', ok: true, error: null, message: 'done' }]);
  });

  it.each(rejected)('answers %s %j with %s, and nothing is done', (name, body, error, requestId) => {
    send(name, body);
    expect(answers).toMatchObject([{ requestId, ok: false, error }]);
    expect(answers[0]?.message).not.toBe('');
    expect(forwarded).toEqual([]);
    expect(rejections).toMatchObject([{ name, requestId, error, origin: 'mqtt', count: 1 }]);
  });

  it('accepts a requestId of 128 characters, and takes null as sender when `by` is missing', () => {
    send('stop', { requestId: 'x'.repeat(128) }, 'http');
    expect(forwarded).toMatchObject([{ by: null, origin: 'http' }]);
  });

  it('refuses a command that the configuration does not allow, before it reads the body', () => {
    gate = new CommandGate({
      allow: new Set(['acknowledge']),
      forward: (command) => forwarded.push(command),
      resend: () => Promise.reject(new Error('not reached')),
      rejected: () => {},
      wallClock: () => NOW,
      steadyClock: () => steadyMs,
    });
    send('mode', { requestId: 'r' });
    expect(answers).toMatchObject([{ requestId: 'r', error: 'not_allowed' }]);
  });

  it('answers resend itself', async () => {
    send('resend', { requestId: 'r', fromSeq: 3, toSeq: 9 });
    await Promise.resolve();
    await Promise.resolve();
    expect(answers).toEqual([{ requestId: 'r', ok: true, error: null, message: '3 to 9' }]);
    expect(forwarded).toEqual([]);
  });

  it('never throws, whatever the payload', () => {
    const names = fc.oneof(fc.string(), fc.constantFrom('start', 'load', 'mode', 'shelve', 'resend'));
    const payloads = fc.oneof(
      fc.uint8Array(),
      fc.json().map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(names, payloads, (name, payload) => {
        gate.receive({ name, payload: Buffer.from(payload), origin: 'mqtt', answer: (r) => answers.push(r) });
      }),
    );
  });
});

describe('a repeated requestId', () => {
  it('waits for the first reply when there is none yet', () => {
    send('stop', { requestId: 'r' });
    send('stop', { requestId: 'r' });
    expect(forwarded).toHaveLength(1);
    gate.settle({ requestId: 'r', ok: true, error: null, message: 'done' });
    expect(answers).toHaveLength(2);
  });

  it('gets the first reply even if its fields differ, also when it was a refusal', () => {
    send('start', { requestId: 'r' });
    send('stop', { requestId: 'r' });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[1]).toMatchObject({ error: 'stale' });
    expect(forwarded).toEqual([]);
  });

  it('is remembered for ten minutes', () => {
    send('stop', { requestId: 'r' });
    gate.settle({ requestId: 'r', ok: true, error: null, message: 'done' });
    steadyMs = TEN_MINUTES_MS - 1;
    send('stop', { requestId: 'r' });
    expect(forwarded).toHaveLength(1);
    steadyMs = TEN_MINUTES_MS + 1;
    send('stop', { requestId: 'r' });
    expect(forwarded).toHaveLength(2);
  });

  it('is remembered through a flood of refused ones', () => {
    send('stop', { requestId: 'r' });
    gate.settle({ requestId: 'r', ok: true, error: null, message: 'done' });
    for (let i = 0; i < 10_000; i++) {
      send('stop', { requestId: `flood-${i}`, ts: 0 });
    }
    send('stop', { requestId: 'r' });
    expect(forwarded).toHaveLength(1);
    expect(answers.at(-1)).toMatchObject({ requestId: 'r', ok: true });
  });
});

describe('too many commands', () => {
  it('are refused while control has not answered the earlier ones, and taken again afterwards', () => {
    for (let i = 0; i < 264; i++) {
      send('stop', { requestId: `r${i}` });
    }
    expect(forwarded).toHaveLength(256);
    expect(answers).toHaveLength(8);
    expect(answers[0]).toMatchObject({ requestId: 'r256', error: 'refused' });
    gate.settle({ requestId: 'r0', ok: true, error: null, message: '' });
    send('stop', { requestId: 'later' });
    expect(forwarded).toHaveLength(257);
  });
});
