// The interlock phase by itself: one control tick after the other on a state that the test sets.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { interlock, movePlant } from '../../../src/control/phases/interlock.js';
import type { ChainMotion } from '../../../src/control/plant/chain-motion.js';
import type { ControlState } from '../../../src/control/state/control-state.js';
import type { PlantState } from '../../../src/vocabulary/words.js';
import { Bench } from '../bench.js';

const CONTROL = 'startTimeout: 20, stopTimeout: 30, softStart: { velocity: 1, ramp: 4, patience: 10 }';
const CRITICAL = 'channels: { chain.velocity: { critical: true } }';

/** A plant at 100 s whose sensors are good and whose chain was watched, and stands. */
class Plant {
  readonly bench: Bench;
  readonly state: ControlState;
  /** How often the load search was told of a start. */
  starts = 0;

  constructor(yaml = `control: { ${CONTROL} }\n${CRITICAL}`, sensors?: readonly string[]) {
    this.bench = new Bench(yaml, sensors).at(100);
    this.state = this.bench.state();
    this.measure(QUALITY.good).chain({ isWatched: true });
    Object.assign(this.state.loadOptimizer, { plantStarts: () => this.starts++ });
  }

  /** Sets the quality of the speed of the chain, which is critical. */
  measure(quality: 0 | 1 | 2 | 3): this {
    const { image, plan } = this.state;
    image.set(plan.at.velocity, 0, this.bench.nowS, quality);
    return this;
  }

  /** Leads the plant into a state at the present time. */
  in(state: PlantState): this {
    const { plant, softStart } = this.state;
    const { nowS } = this.bench;
    if (state !== 'standby') {
      plant.apply('start', nowS);
      softStart.begin(nowS);
    }
    if (state === 'running') plant.apply('turning', nowS);
    if (state === 'stopping') plant.apply('stop', nowS);
    return this;
  }

  /** What the chain shows from now on. */
  chain(shown: Partial<ChainMotion>): this {
    Object.assign(this.state.motion, shown);
    return this;
  }

  /** Control ticks of 0.25 s, up to this time. */
  until(nowS: number): PlantState {
    while (this.bench.nowS < nowS) this.tick(this.bench.nowS + 0.25);
    return this.state.plant.state;
  }

  tick(nowS = this.bench.nowS): PlantState {
    interlock(this.state, this.bench.at(nowS).input, this.bench.output);
    return this.state.plant.state;
  }

  get events() {
    return this.bench.output.events;
  }
}

describe('a cause to trip', () => {
  it('trips the plant, and the event says what to do', () => {
    const plant = new Plant().in('running');
    plant.bench.condition('emergency_stop', true);
    expect(plant.tick()).toBe('tripped');
    expect(plant.state.tripCause).toBe('emergency_stop');
    expect(plant.state.plant.trip?.cause).toBe('emergency_stop');
    expect(plant.events).toEqual([
      {
        type: 'trip',
        ts: 100_000,
        data: {
          cause: 'emergency_stop',
          message: 'the emergency stop was pressed. Remove the danger, release the stop, then reset.',
          from: 'running',
        },
      },
    ]);
  });

  it('on a tripped plant is reported, but the first cause stays, and there is no second event', () => {
    const plant = new Plant().in('running').measure(QUALITY.stale);
    expect(plant.tick()).toBe('tripped');
    plant.bench.condition('emergency_stop', true);
    plant.tick(101);
    expect(plant.state.tripCause).toBe('emergency_stop');
    expect(plant.state.plant.trip?.cause).toBe('critical_channel_lost');
    expect(plant.state.plant.sinceS).toBe(100);
    expect(plant.events).toHaveLength(1);
  });

  it('that is gone leaves the plant tripped', () => {
    const plant = new Plant().in('running').measure(QUALITY.stale);
    plant.tick();
    plant.measure(QUALITY.good).chain({ turns: true, stands: true });
    expect(plant.until(200)).toBe('tripped');
    expect(plant.state.tripCause).toBeNull();
  });

  it('by a lost critical channel does not trip in standby', () => {
    expect(new Plant().measure(QUALITY.stale).tick()).toBe('standby');
  });

  it('by missed deadlines is the share of the last seconds', () => {
    const plant = new Plant().in('running').chain({ turns: true, isSlow: false });
    for (let n = 0; n < 1000; n++) plant.state.misses.add(9);
    expect(plant.tick()).toBe('tripped');
    expect(plant.state.tripCause).toBe('deadline_misses');
  });

  it('ends the waiting for a start by itself', () => {
    const plant = new Plant(`control: { autoStart: true }\n${CRITICAL}`);
    plant.bench.condition('emergency_stop', true);
    plant.tick();
    plant.bench.condition('emergency_stop', false);
    plant.tick();
    movePlant(plant.state, 'reset', plant.bench.input, plant.bench.output);
    expect(plant.until(110)).toBe('standby');
  });
});

describe('a move of the plant', () => {
  it('is an event, without a cause unless one is given', () => {
    const { state, bench, events } = new Plant();
    expect(movePlant(state, 'start', bench.input, bench.output)).toBe(true);
    expect(movePlant(state, 'giveUp', bench.input, bench.output, 'start_failed')).toBe(true);
    expect(events).toStrictEqual([
      { type: 'lifecycle', ts: 100_000, data: { plant: 'starting', from: 'standby' } },
      {
        type: 'lifecycle',
        ts: 100_000,
        data: { plant: 'stopping', from: 'starting', because: 'start_failed' },
      },
    ]);
  });

  it('that the state does not allow changes nothing', () => {
    const plant = new Plant();
    const { state, bench } = plant;
    expect(movePlant(state, 'stop', bench.input, bench.output)).toBe(false);
    expect([state.plant.state, plant.events, plant.starts]).toEqual(['standby', [], 0]);
  });

  it('to starting begins the soft start and the load search anew, and ends the alarm of a failed start', () => {
    const plant = new Plant();
    const { state, bench } = plant;
    state.progress.startFailed = true;
    movePlant(state, 'start', bench.input, bench.output);
    expect([plant.starts, state.progress.startFailed]).toEqual([1, false]);
    expect([state.softStart.share(101, 1), state.softStart.share(103, 1)]).toEqual([0, 0.5]);
    movePlant(state, 'stop', bench.input, bench.output);
    expect(plant.starts).toBe(1);
  });
});

describe('a plant that starts by itself', () => {
  const auto = () =>
    new Plant(`control: { autoStart: true, ${CONTROL} }\n${CRITICAL}`).chain({ isWatched: true });

  it('starts on the first tick on which all is measured and the chain is seen not to turn', () => {
    const plant = auto().measure(QUALITY.estimated);
    expect(plant.tick(100)).toBe('standby');
    expect(plant.measure(QUALITY.good).chain({ turns: true }).tick(101)).toBe('standby');
    expect(plant.chain({ turns: false, isWatched: false }).tick(102)).toBe('standby');
    expect(plant.chain({ isWatched: true }).tick(103)).toBe('starting');
    expect(plant.starts).toBe(1);
  });

  it('waits until the first measurements of the speed were seen', () => {
    const plant = auto().chain({ isWatched: false });
    expect(plant.until(110)).toBe('standby');
    expect(plant.chain({ isWatched: true }).tick()).toBe('starting');
  });

  it('does so once', () => {
    const plant = auto();
    plant.tick();
    movePlant(plant.state, 'stop', plant.bench.input, plant.bench.output);
    plant.chain({ stands: true });
    expect(plant.until(110)).toBe('standby');
    expect(plant.starts).toBe(1);
  });

  it('does not when it is started already', () => {
    const plant = auto();
    movePlant(plant.state, 'start', plant.bench.input, plant.bench.output);
    plant.tick();
    expect(plant.starts).toBe(1);
    expect(plant.state.autoStartPending).toBe(true);
  });

  it('does not unless it is configured', () => {
    const plant = new Plant();
    expect(plant.until(110)).toBe('standby');
  });
});

describe('a starting plant', () => {
  it('runs when the chain turns, the load is on, and the critical channels are measured', () => {
    const plant = new Plant().in('starting').chain({ turns: true, speedMps: 1 });
    expect(plant.tick(100)).toBe('starting');
    expect(plant.tick(103)).toBe('starting');
    expect(plant.state.loadShare).toBe(0.75);
    expect(plant.chain({ turns: false }).tick(104)).toBe('starting');
    expect(plant.chain({ turns: true }).measure(QUALITY.estimated).tick(105)).toBe('starting');
    expect(plant.measure(QUALITY.good).tick(106)).toBe('running');
    expect(plant.events).toEqual([
      { type: 'lifecycle', ts: 106_000, data: { plant: 'running', from: 'starting' } },
    ]);
  });

  it('without a speed sensor is assumed to turn', () => {
    const plant = new Plant(`control: { ${CONTROL} }`, ['chain.tension']).in('starting');
    plant.chain({ turns: false, speedMps: Number.NaN });
    expect(plant.until(113)).toBe('starting');
    expect(plant.until(115)).toBe('running');
  });

  it('gives up after 20 s, and says why', () => {
    const plant = new Plant().in('starting').chain({ speedMps: 0 });
    expect(plant.until(119.75)).toBe('starting');
    expect(plant.state.progress.startFailed).toBe(false);
    expect(plant.until(120)).toBe('stopping');
    expect(plant.state.progress.startFailed).toBe(true);
    expect(plant.events[0]!.data).toEqual({ plant: 'stopping', from: 'starting', because: 'start_failed' });
  });
});

describe('a running plant', () => {
  it('gives up when its chain has stood for 35 s, and says why', () => {
    const plant = new Plant().in('running').chain({ turns: true, isSlow: false });
    plant.until(101);
    plant.chain({ turns: false, isSlow: true });
    expect(plant.until(135.75)).toBe('running');
    expect(plant.until(136)).toBe('stopping');
    expect(plant.events[0]!.data).toEqual({ plant: 'stopping', from: 'running', because: 'not_turning' });
    expect(plant.state.progress.startFailed).toBe(false);
  });

  it('does not stop because the chain stands for a moment, nor after the stop timeout', () => {
    const plant = new Plant().in('running').chain({ stands: true, isSlow: false });
    expect(plant.until(160)).toBe('running');
  });
});

describe('a stopping plant', () => {
  it('is in standby when the chain stands', () => {
    const plant = new Plant().in('stopping').chain({ stands: false });
    expect(plant.until(200)).toBe('stopping');
    expect(plant.chain({ stands: true }).tick()).toBe('standby');
    expect(plant.events).toHaveLength(1);
  });

  it('without a speed sensor is given its 30 s', () => {
    const plant = new Plant(`control: { ${CONTROL} }`, ['chain.tension']).in('stopping');
    plant.chain({ stands: false });
    expect(plant.until(129.75)).toBe('stopping');
    expect(plant.until(130)).toBe('standby');
  });
});
