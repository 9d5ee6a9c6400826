// Every plant state and trip under every combination of commands and causes, walked through by the controller itself.
import { describe, expect, it } from 'vitest';
import type { CommandRequest } from '../../../src/commands/command.js';
import { TRANSITIONS } from '../../../src/control/plant/transitions.js';
import type { Trip, TripCause } from '../../../src/vocabulary/events.js';
import { PLANT_STATES, type PlantState } from '../../../src/vocabulary/words.js';
import { Rig } from '../rig.js';

/** Each tick is a control tick, and a start needs no time, so that one tick is one step of the walk. */
const CONFIG = `
control: { rateHz: 60, softStart: { velocity: 0, ramp: 0, patience: 0 } }
channels: { chain.velocity: { critical: true } }
limits: { maxForce: 9000, onViolation: trip }
interlocks: { overspeed: { above: 10 } }`;
const SENSORS = ['chain.velocity', 'chain.tension'];

type Name = 'start' | 'stop' | 'reset';

/** What one control tick is given. */
interface Situation {
  readonly commands: readonly Name[];
  /** NaN: the critical channel is lost. */
  readonly velocity: number;
  readonly tension: number;
  readonly emergencyStop: boolean;
  readonly stalled: boolean;
  readonly guardSilent: boolean;
}

const NO_YES = [false, true];
const COMMANDS: readonly (readonly Name[])[] = [
  [],
  ['start'],
  ['stop'],
  ['reset'],
  ['reset', 'start'],
  ['start', 'stop'],
];
const SITUATIONS: readonly Situation[] = COMMANDS.flatMap((commands) =>
  [Number.NaN, 0, 1.5, 12].flatMap((velocity) =>
    [5000, 9500].flatMap((tension) =>
      NO_YES.flatMap((emergencyStop) =>
        NO_YES.flatMap((stalled) =>
          NO_YES.map((guardSilent) => ({ commands, velocity, tension, emergencyStop, stalled, guardSilent })),
        ),
      ),
    ),
  ),
);

const CALM: Situation = {
  commands: [],
  velocity: 1.5,
  tension: 5000,
  emergencyStop: false,
  stalled: false,
  guardSilent: false,
};

/** What is looked at of a controller: states that differ in nothing else are one. */
interface Seen {
  readonly plant: PlantState;
  readonly trip: TripCause | null;
  readonly cause: TripCause | null;
  readonly seesThePlant: boolean;
}

const keyOf = ({ plant, trip, cause, seesThePlant }: Seen) => `${plant} ${trip} ${cause} ${seesThePlant}`;

/** Where the commands alone lead to, by the table but for what is refused, and which of them are obeyed. */
function commanded(
  before: Seen,
  { commands, emergencyStop }: Situation,
): { plant: PlantState; obeyed: boolean[] } {
  let plant = before.plant;
  const obeyed = commands.map((name) => {
    const refused =
      (name !== 'stop' && emergencyStop) ||
      (name === 'start' && !before.seesThePlant) ||
      (name === 'reset' && before.cause !== null);
    const next = refused ? undefined : TRANSITIONS[plant][name];
    plant = next ?? plant;
    return next !== undefined;
  });
  return { plant, obeyed };
}

class Walker {
  readonly rig: Rig;
  /** Each tick that broke a rule. */
  readonly broken: string[] = [];
  readonly trips = new Set<TripCause>();
  readonly moves = new Set<string>();

  constructor({ autoStart = false, trip = null }: { autoStart?: boolean; trip?: Trip | null } = {}) {
    const config = CONFIG.replace('rateHz', `autoStart: ${autoStart}, rateHz`);
    this.rig = new Rig({ config, sensors: SENSORS, trip });
  }

  get seen(): Seen {
    const { plant, tripCause, interlocks, image } = this.rig.controller.view;
    return {
      plant: plant.state,
      trip: plant.trip?.cause ?? null,
      cause: tripCause,
      seesThePlant: interlocks.seesThePlant(image),
    };
  }

  /** One control tick, held against the rules. */
  step(situation: Situation, load = { missed: 0, computeS: 0 }): void {
    const { rig } = this;
    const before = this.seen;
    rig.events.length = 0;
    rig.replies.length = 0;
    for (const name of situation.commands) rig.command({ name } as CommandRequest);
    rig.values.set('chain.velocity', situation.velocity);
    rig.values.set('chain.tension', situation.tension);
    rig.setCondition('emergency_stop', situation.emergencyStop);
    const output = rig.tick({
      ...load,
      stalledS: situation.stalled ? 0.6 : 0,
      guardSilentS: situation.guardSilent ? 0.6 : 0,
    });
    this.judge(before, situation, [...output.setpoints]);
  }

  private judge(before: Seen, situation: Situation, setpoints: readonly number[]): void {
    const after = this.seen;
    const cause = this.causeIn(before, situation, after);
    const says = (rule: string) =>
      this.broken.push(
        `${rule}: ${keyOf(before)} + ${JSON.stringify(situation)} -> ${keyOf(after)} ${setpoints}`,
      );
    const [brake, contactor, load, heartbeat] = setpoints;
    const isSafe = brake === 0 && contactor === 0 && load === 0;
    if (after.plant === 'tripped' && !(isSafe && heartbeat === 0))
      says('a tripped plant has no energised output');
    if (after.plant === 'standby' && !isSafe) says('a plant in standby has no energised output');
    if (cause !== null && after.plant !== 'tripped') says('a cause trips');
    if (after.plant === 'tripped' && before.plant !== 'tripped' && after.trip !== cause)
      says('the trip has the first of the causes');
    const { obeyed } = commanded(before, situation);
    if (this.rig.replies.some(({ ok }, i) => ok !== obeyed[i])) says('what is refused is said to be');
    const wasReset = situation.commands.includes('reset');
    const mayReset = cause === null && before.cause === null && !situation.emergencyStop;
    if (before.plant === 'tripped') {
      if (after.plant !== 'tripped' && !(wasReset && mayReset))
        says('a trip is left by a reset without a cause only');
      if (after.plant === 'tripped' && wasReset && mayReset) says('a reset without a cause is obeyed');
      if (after.plant === 'tripped' && !wasReset && after.trip !== before.trip)
        says('the first cause stands');
    }
    this.record(before, after);
  }

  /** The first cause to trip there is, by what the controller was given; the two that take time it is asked for. */
  private causeIn(before: Seen, situation: Situation, after: Seen): TripCause | null {
    if (situation.emergencyStop) return 'emergency_stop';
    if (situation.stalled || situation.guardSilent) return 'process_stalled';
    if (situation.velocity > 10) return 'overspeed';
    const isBlind = Number.isNaN(situation.velocity);
    if (isBlind && commanded(before, situation).plant !== 'standby') return 'critical_channel_lost';
    if (this.rig.controller.view.stability.violated) return 'stability';
    return after.cause === 'deadline_misses' ? 'deadline_misses' : null;
  }

  private record(before: Seen, after: Seen): void {
    if (after.trip !== null) this.trips.add(after.trip);
    this.moves.add(`${before.plant} ${after.plant}`);
  }
}

/** Finds the shortest way, by the moves seen so far, from a state to one in which something is left to try. */
function wayToTry(
  from: string,
  untried: ReadonlyMap<string, number[]>,
  known: ReadonlyMap<string, Map<string, number>>,
) {
  const ways = new Map<string, number[]>([[from, []]]);
  for (const [state, way] of ways) {
    if ((untried.get(state) ?? []).length > 0) return way;
    for (const [next, situation] of known.get(state) ?? []) {
      if (!ways.has(next)) ways.set(next, [...way, situation]);
    }
  }
  return null;
}

/** Walks until every situation was met in every state that can be reached. */
function exploreWith(walker: Walker): { states: number; steps: number } {
  const untried = new Map<string, number[]>();
  const known = new Map<string, Map<string, number>>();
  let steps = 0;
  const visit = () => {
    const key = keyOf(walker.seen);
    if (!untried.has(key)) {
      untried.set(
        key,
        SITUATIONS.map((_, i) => i),
      );
      known.set(key, new Map());
    }
    return key;
  };
  const meet = (situation: number) => {
    const from = visit();
    walker.step(SITUATIONS[situation]!);
    steps++;
    known.get(from)!.set(visit(), situation);
  };
  for (let way = wayToTry(visit(), untried, known); way !== null; way = wayToTry(visit(), untried, known)) {
    for (const situation of way) meet(situation);
    const left = untried.get(visit())!;
    if (left.length > 0) meet(left.pop()!);
  }
  return { states: untried.size, steps };
}

const PERIOD_S = 1 / 60;
/** A tick that takes its whole period and makes the next one be missed. */
const OVERLOAD = { missed: 1, computeS: 1.5 * PERIOD_S };

describe('the plant, explored from standby', { timeout: 60_000 }, () => {
  it('has no energised output while tripped, and leaves each trip by a reset without a cause only', () => {
    const walker = new Walker();
    const { states, steps } = exploreWith(walker);
    expect(walker.broken.slice(0, 5)).toEqual([]);
    expect(new Set([...walker.moves].map((move) => move.split(' ')[1]))).toEqual(new Set(PLANT_STATES));
    expect(walker.trips).toEqual(
      new Set(['emergency_stop', 'process_stalled', 'overspeed', 'critical_channel_lost', 'stability']),
    );
    expect(steps).toBeGreaterThanOrEqual(states * SITUATIONS.length);
  });

  it.each<[PlantState, number]>([
    ['running', 1.5],
    ['starting', 0],
  ])(
    'in %s trips on deadlines missed on the last step of the ladder, and is reset once they are kept',
    (state, velocity) => {
      const walker = new Walker();
      walker.step({ ...CALM, velocity });
      walker.step({ ...CALM, velocity, commands: ['start'] });
      walker.step({ ...CALM, velocity });
      expect(walker.seen.plant).toBe(state);
      for (let n = 0; n < 12 / PERIOD_S; n++) walker.step({ ...CALM, velocity }, OVERLOAD);
      expect(walker.seen).toMatchObject({ plant: 'tripped', trip: 'deadline_misses' });
      walker.step({ ...CALM, commands: ['start'] });
      walker.step({ ...CALM, commands: ['reset'] });
      expect(walker.seen.plant).toBe('standby');
      expect(walker.broken).toEqual([]);
    },
  );

  it('goes to standby when the chain has had its time to stop, and any cause trips it until then', () => {
    const walker = new Walker();
    for (const commands of [[], ['start'], [], ['stop']] as Name[][]) walker.step({ ...CALM, commands });
    for (let n = 0; n < 29 / PERIOD_S; n++) walker.step(CALM);
    expect(walker.seen.plant).toBe('stopping');
    for (let n = 0; n < 2 / PERIOD_S; n++) walker.step(CALM);
    expect(walker.seen.plant).toBe('standby');
    expect(walker.broken).toEqual([]);
  });
});

describe('a plant that starts by itself', { timeout: 60_000 }, () => {
  it('keeps the rules in whatever it meets first, and never starts by itself after a trip', () => {
    for (const situation of SITUATIONS) {
      const walker = new Walker({ autoStart: true });
      walker.step(situation);
      const hasTripped = walker.seen.plant === 'tripped';
      for (let n = 0; n < 3; n++) walker.step(CALM);
      if (hasTripped) {
        walker.step({ ...CALM, commands: ['reset'] });
        walker.step(CALM);
        expect(walker.seen.plant).toBe('standby');
      }
      expect(walker.broken).toEqual([]);
    }
  });
});

describe('a plant that was tripped when the last run ended', () => {
  it('keeps the rules in whatever it meets first', () => {
    for (const situation of SITUATIONS) {
      const walker = new Walker({ trip: { cause: 'crash', message: 'the last run did not end in order' } });
      expect(walker.seen).toMatchObject({ plant: 'tripped', trip: 'crash' });
      walker.step(situation);
      expect(walker.broken).toEqual([]);
    }
  });
});
