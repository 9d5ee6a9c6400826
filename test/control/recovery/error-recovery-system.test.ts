// Recoveries: an attempt for each loss, a success only when the symptom is gone.
import { describe, expect, it } from 'vitest';
import type { ControlEvent } from '../../../src/control/events.js';
import { ErrorRecoverySystem } from '../../../src/control/recovery/error-recovery-system.js';

describe('the error recovery', () => {
  it('counts an attempt when something is lost, and a success when it is back', () => {
    const recovery = new ErrorRecoverySystem();
    const events: ControlEvent[] = [];
    recovery.begin('sensor_lost', 'serial.chain', 'it is silent', 10, 1000, events);
    expect(recovery.total(recovery.attempts)).toBe(1);
    expect(recovery.total(recovery.succeeded)).toBe(0);
    recovery.end('sensor_lost', 'serial.chain', 12.5, 3500, events);
    expect(recovery.total(recovery.succeeded)).toBe(1);
    expect(events.map(({ data }) => data)).toEqual([
      {
        type: 'sensor_lost',
        subject: 'serial.chain',
        strategy: 'reopen',
        outcome: 'attempted',
        reason: 'it is silent',
      },
      {
        type: 'sensor_lost',
        subject: 'serial.chain',
        strategy: 'reopen',
        outcome: 'succeeded',
        seconds: 2.5,
      },
    ]);
  });

  it('takes a loss that is told of again for the same one', () => {
    const recovery = new ErrorRecoverySystem();
    const events: ControlEvent[] = [];
    for (let i = 0; i < 5; i++) recovery.begin('sensor_lost', 'serial.chain', 'silent', i, i, events);
    expect(recovery.total(recovery.attempts)).toBe(1);
    expect(events).toHaveLength(1);
  });

  it('claims no success for what was never lost', () => {
    const recovery = new ErrorRecoverySystem();
    const events: ControlEvent[] = [];
    recovery.end('broker_lost', 'controller', 1, 1, events);
    expect(recovery.total(recovery.succeeded)).toBe(0);
    expect(events).toHaveLength(0);
  });
});
