// The symptoms by themselves: which trouble each of them is, and when it begins and ends.
import { describe, expect, it } from 'vitest';
import { SampleTable } from '../../../hal/samples.js';
import { SourceWatch } from '../../../src/control/recovery/source-watch.js';
import { TroubleWatch } from '../../../src/control/recovery/trouble-watch.js';
import { CLOCK, CONDITIONS, type Condition } from '../../../src/control/tick.js';
import type { DigitalTwin } from '../../../src/control/twin/digital-twin.js';
import { Drill } from './drill.js';

const CHANNELS = ['chain.velocity', 'chain.tension', 'generator.speed', 'water.temperature', 'water.level'];
const SOURCES = [['serial.chain'], ['serial.chain'], ['gpio.pulse'], ['i2c.water'], ['i2c.water']];

class Watched {
  readonly drill = new Drill();
  readonly sources = new SourceWatch(CHANNELS, SOURCES);
  readonly watch = new TroubleWatch(this.drill.recovery, this.sources);
  readonly samples = new SampleTable(CHANNELS);
  private readonly clock = new Float64Array(CLOCK.length);
  private readonly conditions = new Uint8Array(CONDITIONS.length);

  /** One control tick, on which all channels deliver except these. */
  tick(silent: readonly string[] = []): this {
    const { clock, drill, samples, sources, watch } = this;
    drill.tick();
    CHANNELS.forEach((name, row) => {
      if (!silent.includes(name)) samples.put(row, 1, drill.nowS);
    });
    clock[CLOCK.nowS] = drill.nowS;
    watch.watchSources(sources.judge(samples, clock));
    return this;
  }

  run(seconds: number, silent: readonly string[] = []): this {
    for (let n = 0; n < seconds * 15; n++) this.tick(silent);
    return this;
  }

  condition(name: Condition, holds: boolean): this {
    this.conditions[CONDITIONS.indexOf(name)] = holds ? 1 : 0;
    this.watch.watchConditions(this.conditions);
    return this;
  }

  notice(source: string, state: 'lost' | 'recovered' | 'warned', reason = ''): this {
    this.watch.takeNotices([{ source, state, reason }]);
    return this;
  }

  /** Type, subject and reason of each trouble whose symptom is present. */
  get present(): string[] {
    const there = this.drill.recovery.troubles.filter(({ present }) => present);
    return there.map(({ type, subject, reason }) => `${type} ${subject}: ${reason}`);
  }

  attemptsOf(type: string): number {
    return this.drill.recovery.countsOf(type).attempts;
  }
}

const SILENT = 'no sample for longer than it may be old';

describe('a silent source', () => {
  it('is a hung port when it is a serial one, from the first silence to the first sample', () => {
    const watched = new Watched().run(1);
    expect(watched.present).toEqual([]);
    watched.run(0.5, ['chain.velocity', 'chain.tension']);
    expect(watched.present).toEqual([`port_hung serial.chain: ${SILENT}`]);
    watched.tick();
    expect(watched.present).toEqual([]);
  });

  it('is a lost sensor under its own name when it has several channels', () => {
    const watched = new Watched().run(0.5, ['water.temperature', 'water.level']);
    expect(watched.present).toEqual([`sensor_lost i2c.water: ${SILENT}`]);
  });

  it('is its channel when it has a single one', () => {
    const watched = new Watched().run(0.5, ['generator.speed']);
    expect(watched.present).toEqual([`sensor_lost generator.speed: ${SILENT}`]);
    watched.tick();
    expect(watched.present).toEqual([]);
  });

  it('is a lost sensor with the reason of the HAL from its notice on', () => {
    const watched = new Watched().notice('gpio.pulse', 'lost', 'no such line').tick();
    expect(watched.present).toEqual(['sensor_lost gpio.pulse: no such line']);
    watched.notice('gpio.pulse', 'recovered').tick();
    expect(watched.present).toEqual([]);
  });

  it('keeps its type until its end: a hung port is also lost while it is being reset', () => {
    const silent = ['chain.velocity', 'chain.tension'];
    const watched = new Watched().run(0.5, silent).notice('serial.chain', 'lost', 'closed').run(0.5, silent);
    expect(watched.present[0]).toBe(`port_hung serial.chain: ${SILENT}`);
  });
});

describe('a silent channel of a source that works', () => {
  it('is a trouble of its own, and ends with its next sample', () => {
    const watched = new Watched().run(0.5, ['chain.tension']);
    expect(watched.present).toEqual([`sensor_lost chain.tension: ${SILENT}`]);
    watched.tick();
    expect(watched.present).toEqual([]);
  });

  it('ends with its next sample also while another source is silent', () => {
    const watched = new Watched().run(0.5, ['chain.tension', 'generator.speed']);
    expect(watched.present).toHaveLength(2);
    watched.run(0.2, ['generator.speed']);
    expect(watched.present).toEqual([`sensor_lost generator.speed: ${SILENT}`]);
  });
});

describe('a warning of the HAL', () => {
  it('is no loss', () => {
    expect(new Watched().notice('gpio.pulse', 'warned', 'a slow line').tick().present).toEqual([]);
    const thread = new Watched().notice('thread.store', 'warned', 'slow').condition('store_failing', false);
    expect([thread.present, thread.attemptsOf('store_crash')]).toEqual([[], 0]);
  });

  it('does not end a loss', () => {
    const watched = new Watched().notice('gpio.pulse', 'lost', 'no such line').tick();
    watched.notice('gpio.pulse', 'warned', 'a slow line').tick();
    expect(watched.present).toEqual(['sensor_lost gpio.pulse: no such line']);
  });
});

describe('a broken twin', () => {
  it('is a numerical instability while it lasts', () => {
    const watched = new Watched();
    watched.watch.watchTwin({ broken: true } as DigitalTwin);
    expect(watched.present).toEqual([
      'numerical_instability twin: its state is not a solution of its equations',
    ]);
    watched.watch.watchTwin({ broken: false } as DigitalTwin);
    expect(watched.present).toEqual([]);
  });
});

describe('a thread', () => {
  it('that ends is a trouble until it runs again, and its restart an attempt', () => {
    for (const [thread, type] of [
      ['thread.comms', 'comms_crash'],
      ['thread.store', 'store_crash'],
    ] as const) {
      const watched = new Watched();
      watched.drill.recovery.registerStrategy(type, { name: 'restart', attempt() {} });
      watched.notice(thread, 'lost', 'out of memory').condition('broker_lost', false);
      expect([watched.present, watched.attemptsOf(type)]).toEqual([[`${type} ${thread}: out of memory`], 1]);
      watched.notice(thread, 'recovered').condition('broker_lost', false);
      expect([watched.present, watched.attemptsOf(type)]).toEqual([[], 1]);
    }
  });

  it('of the communication that restarts by itself is the same trouble: one attempt for each restart', () => {
    const watched = new Watched();
    watched.drill.recovery.registerStrategy('comms_crash', { name: 'restart', maxAttempts: 9, attempt() {} });
    watched.condition('comms_restarted', true).condition('comms_restarted', true);
    expect(watched.present).toEqual(['comms_crash thread.comms: the thread ended']);
    expect(watched.attemptsOf('comms_crash')).toBe(1);
    watched.condition('comms_restarted', false);
    expect(watched.present).toEqual([]);
    watched.condition('comms_restarted', true);
    expect(watched.attemptsOf('comms_crash')).toBe(2);
  });

  it('of the communication whose loss was noticed already gets no second attempt', () => {
    const watched = new Watched();
    watched.drill.recovery.registerStrategy('comms_crash', { name: 'restart', attempt() {} });
    watched.notice('thread.comms', 'lost', 'out of memory').condition('comms_restarted', true);
    expect(watched.attemptsOf('comms_crash')).toBe(1);
    watched.condition('comms_restarted', false);
    expect(watched.present).toEqual(['comms_crash thread.comms: out of memory']);
  });
});

describe('a condition of another thread', () => {
  it('is a trouble while it holds', () => {
    const watched = new Watched().condition('broker_lost', true);
    expect(watched.present).toEqual(['broker_lost broker: the broker is away']);
    watched.condition('broker_lost', false).condition('store_failing', true);
    expect(watched.present).toEqual(['store_failing store: the store takes nothing']);
    expect(watched.condition('store_failing', false).present).toEqual([]);
  });

  it('of a store whose thread is down is no second trouble', () => {
    const watched = new Watched()
      .notice('thread.store', 'lost', 'out of memory')
      .condition('store_failing', true);
    expect(watched.present).toEqual(['store_crash thread.store: out of memory']);
  });
});

describe('an overload', () => {
  it('is a trouble while the ladder sees one', () => {
    const { watch, drill } = new Watched();
    watch.watchOverload(true, false);
    expect(watch.overload).toMatchObject({ present: true, type: 'overload', subject: 'controller' });
    expect(watch.overload.reason).toBe('ticks take too long or are missed');
    watch.watchOverload(false, false);
    expect(watch.overload.present).toBe(false);
    expect(drill.story).toEqual([]);
  });

  it('ends with a trip: the attempt under way has failed', () => {
    const { watch, drill } = new Watched();
    drill.recovery.registerStrategy('overload', { name: 'degrade', attempt() {}, stands: () => true });
    watch.watchOverload(true, false);
    drill.recovery.actedOn(watch.overload, 'step 1');
    watch.watchOverload(true, false);
    expect(watch.overload.phase).toBe('attempting');
    watch.watchOverload(true, true);
    expect(watch.overload).toMatchObject({ phase: 'idle', present: false });
    expect(drill.events.map(({ data }) => data.reason)).toEqual([
      'step 1',
      'the plant tripped',
      'the plant tripped',
    ]);
  });
});
