// Checks the order of the alerts of one rule.
import { expect } from 'vitest';
import type { Alert } from '../../../src/vocabulary/events.js';

/** Checks that alerts alternate between active and cleared, that each end has the id of its beginning, and that counts rise. */
export function expectAlternating(alerts: readonly Alert[]): void {
  const faults = alerts.filter((alert, i) => {
    const last = alerts[i - 1];
    if (last?.state !== 'active') return alert.state !== 'active' || alert.count <= (last?.count ?? 0);
    return alert.state !== 'cleared' || alert.id !== last.id || alert.count !== last.count;
  });
  expect(faults).toEqual([]);
}
