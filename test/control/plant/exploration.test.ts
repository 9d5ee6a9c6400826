// Brings the controller into each plant state and trip, and tries every combination of commands and causes there.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { PLANT_STATES, type PlantState } from '../../../src/vocabulary/words.js';
import { AT_REST, Explorer, type Name, PERIOD_S, type Situation, TURNING } from './explorer.js';

const CONFIG = `
control: { rateHz: 60, startTimeout: 6, stopTimeout: 4, softStart: { velocity: 1, ramp: 0.4, patience: 1 } }
channels: { chain.velocity: { critical: true } }
limits: { maxForce: 9000, onViolation: trip }
interlocks: { overspeed: { above: 10 } }`;

const NO_YES = [false, true];
const COMMANDS: readonly (readonly Name[])[] = [
  [],
  ['start'],
  ['stop'],
  ['reset'],
  ['reset', 'start'],
  ['start', 'stop'],
];
/** Chain and generator. */
const SPEEDS: readonly (readonly [number | null, number | null])[] = [
  [0, 0],
  [1.5, 1.5],
  [12, 1.5],
  [1.5, 12],
  [12, 12],
  [Number.NaN, 1.5],
  [null, 12],
  [Number.NaN, Number.NaN],
];
const SITUATIONS: readonly Situation[] = COMMANDS.flatMap((commands) =>
  SPEEDS.flatMap(([velocity, speed]) =>
    [5000, 9500].flatMap((tension) =>
      NO_YES.flatMap((emergencyStop) =>
        NO_YES.flatMap((stalled) =>
          NO_YES.map((guardSilent) => ({
            ...{ commands, velocity, speed, tension, emergencyStop, stalled, guardSilent },
          })),
        ),
      ),
    ),
  ),
);

/** Fewer, where each needs a controller of its own. */
const SOME = SITUATIONS.filter((_, i) => i % 5 === 0);

/** Leads an explorer into a state, from wherever it is. */
type Way = (explorer: Explorer) => void;

const toStandby: Way = (explorer) => {
  explorer.wait(3, AT_REST);
  explorer.step({ ...AT_REST, commands: ['stop', 'reset'] });
  explorer.wait(3, AT_REST);
};
const toStarting: Way = (explorer) => {
  toStandby(explorer);
  explorer.step({ ...AT_REST, commands: ['start'] });
  explorer.step(AT_REST);
};
const toRunning: Way = (explorer) => {
  toStarting(explorer);
  explorer.wait(3, TURNING);
};
const toStopping: Way = (explorer) => {
  toRunning(explorer);
  explorer.step({ ...TURNING, commands: ['stop'] });
};
const trippedBy =
  (cause: Partial<Situation>): Way =>
  (explorer) => {
    toRunning(explorer);
    for (let n = 0; n < 2; n++) explorer.step({ ...TURNING, ...cause });
  };
const calmed =
  (way: Way): Way =>
  (explorer) => {
    way(explorer);
    explorer.wait(2.4, TURNING);
  };

/** The way, and then this situation for so long. */
const then =
  (way: Way, seconds: number, situation: Situation): Way =>
  (explorer) => {
    way(explorer);
    explorer.wait(seconds, situation);
  };
const BLIND: Situation = { ...TURNING, velocity: Number.NaN, speed: null };
const ONE_EYED: Situation = { ...TURNING, velocity: Number.NaN };

const WAYS: Readonly<Record<string, readonly [PlantState, Way]>> = {
  standby: ['standby', toStandby],
  starting: ['starting', toStarting],
  running: ['running', toRunning],
  stopping: ['stopping', toStopping],
  'standby with a chain that turns': ['standby', then(toStandby, 3, TURNING)],
  'standby without any speed': ['standby', then(toStandby, 3, BLIND)],
  'standby after a start that failed': ['standby', then(then(toStarting, 6, AT_REST), 3, AT_REST)],
  'starting, the load rising': ['starting', then(toStarting, 0.4, TURNING)],
  'running with a chain that stands': ['running', then(toRunning, 3, AT_REST)],
  'stopping with a chain that goes on turning': ['stopping', then(toStopping, 6, TURNING)],
  'tripped with a chain that turns': ['tripped', then(trippedBy({ velocity: 12 }), 8, TURNING)],
  'tripped without any speed': ['tripped', then(trippedBy({ stalled: true }), 3, BLIND)],
  'tripped in a flicker': [
    'tripped',
    then(then(trippedBy({ tension: 9500 }), 1.6, TURNING), 0.4, { ...TURNING, emergencyStop: true }),
  ],
  'tripped by the emergency stop': ['tripped', trippedBy({ emergencyStop: true })],
  'tripped by overspeed': ['tripped', trippedBy({ velocity: 12 })],
  'tripped by a lost channel': ['tripped', trippedBy({ velocity: Number.NaN })],
  'tripped by a limit': ['tripped', trippedBy({ tension: 9500 })],
  'tripped by a stall': ['tripped', trippedBy({ stalled: true })],
  'tripped by the guard': ['tripped', trippedBy({ guardSilent: true })],
  'tripped, the cause gone': ['tripped', calmed(trippedBy({ emergencyStop: true }))],
};

describe('a plant in each of its states', { timeout: 60_000 }, () => {
  const explorer = new Explorer({ config: CONFIG });

  it.each(Object.entries(WAYS))('%s: follows the rules in every situation', (_name, [state, way]) => {
    for (const situation of SITUATIONS) {
      way(explorer);
      expect(explorer.state).toBe(state);
      // Twice, because one measurement is not enough; then the commands without a cause.
      for (let n = 0; n < 2; n++) explorer.step(situation);
      explorer.step({ ...TURNING, commands: situation.commands });
    }
    expect(explorer.broken.slice(0, 5)).toEqual([]);
  });

  it('was in every state, and tripped by every cause except missed deadlines and a crash', () => {
    expect(new Set([...explorer.moves].map((move) => move.split(' ')[1]))).toEqual(new Set(PLANT_STATES));
    expect(explorer.trips).toEqual(
      new Set(['emergency_stop', 'process_stalled', 'overspeed', 'critical_channel_lost', 'stability']),
    );
  });
});

describe('a plant whose lost speed the twin replaces', { timeout: 60_000 }, () => {
  const config = CONFIG.replace('critical: true', 'critical: true, twinHold: 3600');
  it.each<[PlantState, Way]>([
    ['running', then(toRunning, 2, ONE_EYED)],
    ['stopping', then(toStopping, 2, ONE_EYED)],
    ['starting', then(toStarting, 0.4, { ...AT_REST, velocity: Number.NaN })],
    ['standby', then(toStandby, 2, { ...AT_REST, velocity: Number.NaN })],
  ])('%s: follows the rules in every situation', (state, way) => {
    const explorer = new Explorer({
      config,
      more: ['pneumatics.tankPressure', 'pneumatics.compressorPower'],
    });
    const estimated: unknown[] = [];
    for (const situation of SOME) {
      way(explorer);
      expect(explorer.state).toBe(state);
      estimated.push(explorer.rig.controller.view.image.qualityOf(explorer.rig.plan.at.velocity));
      for (let n = 0; n < 2; n++) explorer.step(situation);
      explorer.step({ ...ONE_EYED, commands: situation.commands });
      explorer.step({ ...BLIND, commands: situation.commands });
    }
    expect(new Set(estimated)).toEqual(new Set([QUALITY.estimated]));
    expect(explorer.broken.slice(0, 5)).toEqual([]);
  });
});

describe('a cause that flickers', () => {
  it.each<[string, Partial<Situation>]>([
    ['emergency stop', { emergencyStop: true }],
    ['speed', { velocity: 12 }],
    ['speed of the generator', { speed: 12 }],
    ['force', { tension: 9500 }],
    ['critical channel', { velocity: Number.NaN }],
    ['guard', { guardSilent: true }],
  ])('%s: no reset and no start is accepted, at whatever time it comes', (_name, cause) => {
    const explorer = new Explorer({ config: CONFIG });
    toRunning(explorer);
    for (let n = 0; n < 1200; n++) {
      // The cause is present for 0.1 s, then absent for 1.9 s.
      const isThere = n % 120 < 6;
      const commands: readonly Name[] = n % 7 === 0 ? ['reset'] : n % 7 === 1 ? ['start'] : [];
      explorer.step({ ...AT_REST, ...(isThere && cause), commands });
      if (n >= 2) expect(explorer.state).toBe('tripped');
    }
    expect(explorer.broken).toEqual([]);
    explorer.wait(2, AT_REST);
    explorer.step({ ...AT_REST, commands: ['reset'] });
    expect(explorer.state).toBe('standby');
  });
});

/** A tick that takes its whole period and makes the next one be missed. */
const OVERLOAD = { missed: 1, computeS: 1.5 * PERIOD_S };

describe('missed deadlines', { timeout: 60_000 }, () => {
  it.each<[PlantState, string, Way, Situation]>([
    ['running', 'on the last step of the ladder', toRunning, TURNING],
    ['starting', 'on the last step of the ladder', toStarting, AT_REST],
    ['running', 'with a frozen optimizer', toRunning, TURNING],
  ])(
    'in %s, %s, trip the plant; a reset is accepted when the deadlines are met again',
    (state, where, way, situation) => {
      const frozen = where.includes('frozen') ? '\noptimizer: { adaptive: false }' : '';
      const explorer = new Explorer({ config: CONFIG + frozen });
      way(explorer);
      expect(explorer.state).toBe(state);
      for (let n = 0; n < 12 / PERIOD_S && explorer.state !== 'tripped'; n++)
        explorer.step(situation, OVERLOAD);
      expect(explorer.trip).toBe('deadline_misses');
      for (let n = 0; n < 4 / PERIOD_S; n++) explorer.step(AT_REST, OVERLOAD);
      explorer.step({ ...AT_REST, commands: ['reset'] }, OVERLOAD);
      expect(explorer.state).toBe('tripped');
      for (let n = 0; n < 5 / PERIOD_S; n++) explorer.step(AT_REST);
      explorer.step({ ...AT_REST, commands: ['reset'] });
      expect(explorer.state).toBe('standby');
      expect(explorer.broken).toEqual([]);
    },
  );
});

describe('a plant that starts by itself', { timeout: 60_000 }, () => {
  it('follows the rules in any first situation, and never starts by itself after a trip', () => {
    const config = CONFIG.replace('rateHz', 'autoStart: true, rateHz');
    for (const situation of SOME) {
      const explorer = new Explorer({ config });
      for (let n = 0; n < 2; n++) explorer.step(situation);
      if (explorer.state === 'tripped') {
        explorer.wait(3, AT_REST);
        explorer.step({ ...AT_REST, commands: ['reset'] });
        explorer.wait(3, AT_REST);
        expect(explorer.state).toBe('standby');
      }
      expect(explorer.broken).toEqual([]);
    }
  });
});

describe('a plant that was tripped when the last run ended', () => {
  it('follows the rules in any first situation', () => {
    for (const situation of SOME) {
      const explorer = new Explorer({
        config: CONFIG,
        trip: { cause: 'crash', message: 'the last run did not end in order' },
      });
      expect([explorer.state, explorer.trip]).toEqual(['tripped', 'crash']);
      for (let n = 0; n < 2; n++) explorer.step(situation);
      expect(explorer.broken).toEqual([]);
    }
  });
});
