// The registry of strategies: what is in it is tried, counted and published under its name.
import { describe, expect, it } from 'vitest';
import { controllerHealth } from '../../../src/control/controller-health.js';
import { publishedType, RECOVERY_TYPES } from '../../../src/control/recovery/policies.js';
import { STRATEGY_NAMES } from '../../../src/control/recovery/recovery-books.js';
import { STRATEGIES } from '../../../src/control/recovery/strategies/index.js';
import { Rig } from '../rig.js';

describe('the registry of strategies', () => {
  it('has names that are given once, and types of trouble that there are', () => {
    expect(new Set(STRATEGY_NAMES).size).toBe(STRATEGY_NAMES.length);
    for (const { name, against } of STRATEGIES) {
      expect(against.length, name).toBeGreaterThan(0);
      expect(against.map(publishedType), name).toEqual(against);
    }
  });

  it('leaves no type of trouble without a strategy but that of a user', () => {
    const covered = new Set(STRATEGIES.flatMap(({ against }) => against));
    expect(RECOVERY_TYPES.filter((type) => !covered.has(type))).toEqual(['custom']);
  });

  it('is what the health tells of, strategy by strategy and type by type', () => {
    const { view } = new Rig().controller;
    const { strategies, byType } = controllerHealth(view, view.healthClock, 0).recovery;
    expect(Object.keys(strategies)).toEqual([...STRATEGIES.map(({ name }) => name), 'custom']);
    expect(Object.keys(byType)).toEqual([...RECOVERY_TYPES]);
  });
});
