// The line that `systemctl status` shows has the plant, the mode, and the worst alarm that nobody has shelved.
import { describe, expect, it } from 'vitest';
import { statusLine } from '../../../src/runtime/service/status-line.js';
import type { Alert } from '../../../src/vocabulary/events.js';

const alert = (rule: string, rest: Partial<Alert> = {}): Alert => ({
  ...{ id: rule, rule, channel: null, level: 'warning', state: 'active', acknowledged: false },
  ...{ shelvedUntil: null, value: null, threshold: null, since: 1, ts: 1, count: 1, message: '' },
  ...rest,
});

describe('the status line', () => {
  it('says that there is no alarm when none is active', () => {
    const ended = alert('low_fps', { state: 'cleared', level: 'critical' });
    const shelved = alert('high_velocity', { shelvedUntil: 99, level: 'critical' });
    expect(statusLine('running', 'accuracy', [ended, shelved])).toBe('running, mode accuracy, no alarm');
  });

  it('names the worst alarm and counts the others', () => {
    const alerts = [
      alert('low_efficiency', { since: 9 }),
      alert('emergency_stop', { level: 'critical' }),
      alert('store_failing', { level: 'error', since: 5 }),
    ];
    expect(statusLine('tripped', 'balanced', alerts)).toBe(
      'tripped, mode balanced, alarm emergency_stop (critical) and 2 more',
    );
  });

  it('names the latest of equally bad alarms', () => {
    const alerts = [alert('a', { since: 2 }), alert('b', { since: 3 }), alert('c', { since: 1 })];
    expect(statusLine('standby', 'balanced', alerts)).toContain('alarm b (warning) and 2 more');
  });
});
