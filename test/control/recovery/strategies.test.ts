// The registry of strategies: each strategy in it is tried, counted and published under its name.
import { describe, expect, it } from 'vitest';
import { controllerHealth } from '../../../src/control/controller-health.js';
import { publishedType, RECOVERY_TYPES } from '../../../src/control/recovery/policies.js';
import { STRATEGY_NAMES } from '../../../src/control/recovery/recovery-books.js';
import { STRATEGIES } from '../../../src/control/recovery/strategies/index.js';
import { Rig } from '../rig.js';

describe('the registry of strategies', () => {
  it('has unique names, and only existing types of trouble', () => {
    expect(new Set(STRATEGY_NAMES).size).toBe(STRATEGY_NAMES.length);
    for (const { name, against } of STRATEGIES) {
      expect(against.length, name).toBeGreaterThan(0);
      expect(against.map(publishedType), name).toEqual(against);
    }
  });

  it('has a strategy for each type of trouble, except a user’s own', () => {
    const covered = new Set(STRATEGIES.flatMap(({ against }) => against));
    expect(RECOVERY_TYPES.filter((type) => !covered.has(type))).toEqual(['custom']);
  });

  it('gives the health document its strategies and types', () => {
    const { view } = new Rig().controller;
    const { strategies, byType } = controllerHealth(view, view.healthClock, 0).recovery;
    expect(Object.keys(strategies)).toEqual([...STRATEGIES.map(({ name }) => name), 'custom']);
    expect(Object.keys(byType)).toEqual([...RECOVERY_TYPES]);
  });
});
