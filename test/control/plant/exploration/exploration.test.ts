// Brings the controller into each plant state and trip, and tries every combination of commands and causes there.
import { describe, expect, it } from 'vitest';
import { QUALITY, type Quality } from '../../../../hal/quality.js';
import { PLANT_STATES, type PlantState } from '../../../../src/vocabulary/words.js';
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
/** The way, and then this number of control ticks in this situation. */
const thenTicks =
  (way: Way, ticks: number, situation: Situation): Way =>
  (explorer) => {
    way(explorer);
    for (let n = 0; n < ticks; n++) explorer.step(situation);
  };
/** No speed is measured: one sensor sends unusable values and the other is silent, or both are silent. */
const BLIND: Situation = { ...TURNING, velocity: Number.NaN, speed: null };
const SILENT: Situation = { ...TURNING, velocity: null, speed: null };
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

/** Ways into a state that ends by itself soon, or in which a sensor is lost. */
const LATE_WAYS: Readonly<Record<string, readonly [PlantState, Way]>> = {
  'starting, a tick or two before its time is over': [
    'starting',
    thenTicks(then(toStarting, 5.6, AT_REST), 21, AT_REST),
  ],
  'starting, the soft start just before its patience is over': [
    'starting',
    then(toStarting, 0.8, { ...AT_REST, velocity: 0.5, speed: 0.5 }),
  ],
  'running, a tick or two before a standstill ends the run': [
    'running',
    thenTicks(then(toRunning, 34.8, AT_REST), 10, AT_REST),
  ],
  'stopping, its time just over': ['stopping', then(toStopping, 4, TURNING)],
  'tripped by the loss of both speeds in starting': ['tripped', thenTicks(toStarting, 2, BLIND)],
  'tripped by the loss of both speeds in running': ['tripped', thenTicks(toRunning, 2, BLIND)],
  'tripped by the silence of both speeds in running': ['tripped', then(toRunning, 0.4, SILENT)],
  'tripped by the loss of both speeds in stopping': ['tripped', thenTicks(toStopping, 2, BLIND)],
};

describe('a plant shortly before it gives up, or without both speeds', { timeout: 60_000 }, () => {
  it.each(Object.entries(LATE_WAYS))('%s: follows the rules in every situation', (_name, [state, way]) => {
    const explorer = new Explorer({ config: CONFIG });
    for (const situation of SOME) {
      way(explorer);
      expect(explorer.state).toBe(state);
      for (let n = 0; n < 2; n++) explorer.step(situation);
      explorer.step({ ...TURNING, commands: situation.commands });
    }
    expect(explorer.broken.slice(0, 5)).toEqual([]);
  });

  it('gives up a start after its 6 s, and a run after a standstill of 35 s, and says why', () => {
    const explorer = new Explorer({ config: CONFIG });
    const reasons: unknown[] = [];
    for (const late of Object.values(LATE_WAYS).slice(0, 3)) {
      late[1](explorer);
      for (let n = 0; n < 2; n++) explorer.step(AT_REST);
      reasons.push([explorer.state, ...explorer.rig.eventsOf('lifecycle').map(({ data }) => data.because)]);
    }
    expect(reasons).toEqual([['stopping', 'start_failed'], ['starting'], ['stopping', 'not_turning']]);
  });
});

/** No channel is critical, so that a lost speed trips nothing. */
const SIGHTLESS_WAYS: Readonly<Record<string, readonly [PlantState, Way]>> = {
  'standby without any speed': ['standby', then(toStandby, 3, BLIND)],
  'starting without any speed': ['starting', thenTicks(toStarting, 30, BLIND)],
  'starting without any speed, the load rising': ['starting', then(toStarting, 1.2, SILENT)],
  'starting without any speed, a tick or two before its time is over': [
    'starting',
    thenTicks(then(toStarting, 5.6, SILENT), 21, SILENT),
  ],
  'running without any speed': ['running', then(toRunning, 3, BLIND)],
  'running without any speed for long': ['running', then(toRunning, 60, SILENT)],
  'stopping without any speed': ['stopping', then(toStopping, 6, BLIND)],
  'tripped without any speed': ['tripped', then(trippedBy({ tension: 9500 }), 3, BLIND)],
};

describe('a plant without any speed on which none is critical', { timeout: 60_000 }, () => {
  const config = CONFIG.replace('critical: true', 'critical: false');
  it.each(Object.entries(SIGHTLESS_WAYS))(
    '%s: follows the rules in every situation',
    (_name, [state, way]) => {
      const explorer = new Explorer({ config });
      for (const situation of SOME) {
        way(explorer);
        expect(explorer.state).toBe(state);
        for (let n = 0; n < 2; n++) explorer.step(situation);
        for (const eyes of [BLIND, TURNING]) explorer.step({ ...eyes, commands: situation.commands });
      }
      expect(explorer.broken.slice(0, 5)).toEqual([]);
    },
  );
});

describe('a plant whose lost speed the twin replaces', { timeout: 60_000 }, () => {
  const config = CONFIG.replace('critical: true', 'critical: true, twinHold: 3600');
  it.each<[PlantState, Quality, Way]>([
    ['running', QUALITY.estimated, then(toRunning, 2, ONE_EYED)],
    ['stopping', QUALITY.estimated, then(toStopping, 2, ONE_EYED)],
    ['starting', QUALITY.estimated, then(toStarting, 0.4, { ...AT_REST, velocity: Number.NaN })],
    ['standby', QUALITY.estimated, then(toStandby, 2, { ...AT_REST, velocity: Number.NaN })],
    // A trip ends the hold.
    ['tripped', QUALITY.bad, then(then(toRunning, 2, ONE_EYED), 0.4, { ...ONE_EYED, emergencyStop: true })],
  ])('%s: follows the rules in every situation', (state, quality, way) => {
    const explorer = new Explorer({
      config,
      more: ['pneumatics.tankPressure', 'pneumatics.compressorPower'],
    });
    const seen: unknown[] = [];
    for (const situation of SOME) {
      way(explorer);
      expect(explorer.state).toBe(state);
      seen.push(explorer.rig.controller.view.image.qualityOf(explorer.rig.plan.at.velocity));
      for (let n = 0; n < 2; n++) explorer.step(situation);
      explorer.step({ ...ONE_EYED, commands: situation.commands });
      explorer.step({ ...BLIND, commands: situation.commands });
    }
    expect(new Set(seen)).toEqual(new Set([quality]));
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
    ['process', { stalled: true }],
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
