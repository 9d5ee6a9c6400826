// The sentences of the status page about events.
import { describe, expect, it } from 'vitest';
import { actionSentence } from '../../src/cli/action-sentence.js';

const change = (key: string) => ({ key, from: 1, to: 2 });

describe('the sentence about an action', () => {
  it.each([
    ['trip', { cause: 'overspeed', message: 'chain.velocity is 11 m/s' }, 'chain.velocity is 11 m/s'],
    ['reset', { cause: 'emergency_stop' }, 'the trip because of emergency stop is reset'],
    ['mode', { from: 'balanced', to: 'accuracy' }, 'accuracy instead of balanced'],
    [
      'degradation',
      { from: 0, to: 1, cause: 'missed_ticks' },
      'step 1 instead of 0, because of missed ticks',
    ],
    [
      'command',
      { name: 'start', ok: true, message: 'the plant starts', by: 'ann', origin: 'mqtt' },
      'start (ann by mqtt) done: the plant starts',
    ],
    [
      'command',
      { name: 'stop', ok: false, message: 'nothing to stop', by: null, origin: 'http' },
      'stop (http) refused: nothing to stop',
    ],
    [
      'recovery',
      {
        type: 'sensor_lost',
        subject: 'serial.chain',
        strategy: 'reopen',
        outcome: 'attempted',
        reason: 'silent',
      },
      'serial.chain (sensor lost): reopen attempted, silent',
    ],
    ['lifecycle', { plant: 'running', from: 'starting' }, 'plant running, from starting'],
  ] as const)('of type %s with %o is: %s', (type, data, sentence) => {
    expect(actionSentence({ type, data })).toBe(sentence);
  });

  it('about a reload names the changes that apply now, those that need a restart, or the reason for a refusal', () => {
    const of = (data: Record<string, unknown>) => actionSentence({ type: 'configuration', data });
    const keys = ['a', 'b', 'c', 'd', 'e'].map(change);
    expect(of({ ok: true, changes: keys.slice(0, 2), needsRestart: [] })).toBe('taken over: a, b');
    expect(of({ ok: true, changes: keys, changesLeftOut: 7, needsRestart: [change('hal.kind')] })).toBe(
      'taken over: a, b, c, d and 8 more; waits for a restart: hal.kind',
    );
    expect(of({ ok: true, changes: [], needsRestart: [] })).toBe('taken over: nothing has changed');
    expect(of({ ok: false, problems: ['k.yaml:1:1 x: wrong', 'k.yaml:2:1 y: wrong'] })).toBe(
      'refused: k.yaml:1:1 x: wrong and 1 more',
    );
  });
});
