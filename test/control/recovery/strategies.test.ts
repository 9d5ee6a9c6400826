// The registry of strategies: each strategy in it is tried, counted and published under its name.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { controllerHealth } from '../../../src/control/controller-health.js';
import { publishedType, RECOVERY_TYPES } from '../../../src/control/recovery/policies.js';
import { STRATEGY_NAMES } from '../../../src/control/recovery/recovery-books.js';
import { SourceWatch } from '../../../src/control/recovery/source-watch.js';
import { STRATEGIES } from '../../../src/control/recovery/strategies/index.js';
import type { RecoveryContext, RecoveryScope } from '../../../src/control/recovery/strategy.js';
import { ProcessImage } from '../../../src/control/state/image.js';
import type { DigitalTwin } from '../../../src/control/twin/digital-twin.js';
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

/** A port with two channels, and a twin that counts how often it was started again. */
function plant() {
  const channels = ['chain.velocity', 'chain.tension'];
  const image = new ProcessImage(channels);
  const sources = new SourceWatch(channels, [['serial.chain'], ['serial.chain']]);
  sources.take('serial.empty', 'lost', 'no such device');
  const twin = { starts: 0, reinitialise: () => twin.starts++ };
  const scope: RecoveryScope = { image, sources, twin: twin as unknown as DigitalTwin };
  const show = (velocity: 0 | 1 | 2 | 3, tension: 0 | 1 | 2 | 3) => {
    image.set(0, 1, 0, velocity);
    image.set(1, 1, 0, tension);
  };
  return { scope, twin, show };
}

function made(name: string, scope: RecoveryScope) {
  const { applies, stands, ...rest } = STRATEGIES.find((one) => one.name === name)!.make(scope);
  return { ...rest, asks: [applies, stands].filter((ask) => ask !== undefined) };
}

const about = (subject: string) => ({ subject }) as RecoveryContext;

describe('another source', () => {
  it('helps when every channel of the lost one is good', () => {
    const { scope, show } = plant();
    const { asks } = made('redundant_channel', scope);
    const answers = (subject: string) => asks.map((ask) => ask(about(subject)));
    show(QUALITY.good, QUALITY.good);
    expect(answers('serial.chain')).toEqual([true, true]);
    expect(answers('chain.tension')).toEqual([true, true]);
    show(QUALITY.good, QUALITY.estimated);
    expect(answers('serial.chain')).toEqual([false, false]);
    expect(answers('chain.velocity')).toEqual([true, true]);
  });

  it('does not help a source without channels', () => {
    const { scope } = plant();
    const { asks } = made('redundant_channel', scope);
    expect(asks.map((ask) => ask(about('serial.empty')))).toEqual([false, false]);
  });
});

describe('the hold of the twin', () => {
  it('helps while one channel of the lost source is estimated', () => {
    const { scope, show } = plant();
    const { asks } = made('twin_hold', scope);
    const answers = (subject: string) => asks.map((ask) => ask(about(subject)));
    show(QUALITY.stale, QUALITY.estimated);
    expect(answers('serial.chain')).toEqual([true, true]);
    expect(answers('chain.velocity')).toEqual([false, false]);
    show(QUALITY.good, QUALITY.stale);
    expect(answers('serial.chain')).toEqual([false, false]);
  });
});

describe('a strategy that another part of the program carries out', () => {
  it.each(['degrade', 'offline', 'memory'])('stands for as long as the symptom lasts: %s', (name) => {
    expect(made(name, plant().scope).asks.map((ask) => ask(about('x')))).toEqual([true]);
  });
});

describe('a twin whose numbers are not finite', () => {
  it('starts again from the measurements with each attempt', () => {
    const { scope, twin } = plant();
    made('reinitialise_twin', scope).attempt(about('twin'));
    expect(twin.starts).toBe(1);
  });
});
