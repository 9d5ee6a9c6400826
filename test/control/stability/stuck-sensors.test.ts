// What counts as a stuck sensor: a repeated value while noise or a movement of the plant has to be visible.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { SampleTable } from '../../../hal/samples.js';
import { Random } from '../../../hal/sim/random.js';
import { StuckSensors } from '../../../src/control/stability/stuck-sensors.js';
import { ProcessImage } from '../../../src/control/state/image.js';
import { PLANT_DEFAULTS } from '../../hal/sim/plant-defaults.js';

const NAMES = [
  'chain.velocity',
  'chain.position',
  'generator.current',
  'generator.speed',
  'generator.temperature',
];
const SPEED_RATIO = PLANT_DEFAULTS.gearRatio / PLANT_DEFAULTS.sprocketRadius;
const BASE_HZ = 60;

type Signal = (tS: number, sample: number) => number;

/** Sensors that deliver 60 samples a second to a monitor that looks `rateHz` times a second. */
class Bench {
  readonly samples = new SampleTable(NAMES);
  readonly image = new ProcessImage(NAMES);
  readonly sensors: StuckSensors;
  running = true;
  /** False when other parts do not use the sensors, as when they are critical and stuck. */
  isTrusted = true;
  /** True when the alarm of a stuck sensor stands. */
  isReported = false;
  readonly signals = new Map<string, Signal>();
  private base = 0;

  constructor(private readonly rateHz = 15) {
    this.sensors = new StuckSensors(this.image, NAMES, PLANT_DEFAULTS, SPEED_RATIO);
  }

  set(channel: string, signal: Signal): this {
    this.signals.set(channel, signal);
    return this;
  }

  /** Lets time pass. Returns the channels that were reported as stuck in this time, in order. */
  pass(seconds: number): string[] {
    const found = new Set<string>();
    for (const end = this.base + seconds * BASE_HZ; this.base < end; this.base++) {
      const timeS = this.base / BASE_HZ;
      for (const [name, signal] of this.signals) this.put(name, signal(timeS, this.base), timeS);
      this.image.noteChanges();
      if (this.base % (BASE_HZ / this.rateHz) !== 0) continue;
      for (let row = 0; row < NAMES.length && !this.isTrusted; row++)
        this.image.downgrade(row, QUALITY.stale);
      for (let row = 0; row < NAMES.length; row++)
        this.sensors.reported[row] = this.isReported ? this.sensors.stuck[row]! : 0;
      this.sensors.elapsedS = 1 / this.rateHz;
      this.sensors.update(this.image, this.samples, this.running);
      NAMES.forEach((name, row) => {
        if (this.sensors.stuck[row] === 1) found.add(name);
      });
    }
    return [...found];
  }

  private put(name: string, value: number, timeS: number): void {
    const row = this.samples.indexOf(name);
    this.samples.put(row, value, timeS);
    const quality = Number.isFinite(value) ? QUALITY.good : QUALITY.bad;
    this.image.set(row, this.samples.value[row]!, timeS, quality);
  }
}

/** A value with noise, rounded to whole steps; the noise is in steps. */
function noisy(mean: number | Signal, sigma: number, step = 1): Signal {
  const random = new Random(3, 0);
  const normal = new Float64Array(1);
  return (t, n) => {
    random.fillNormal(normal);
    const value = typeof mean === 'number' ? mean : mean(t, n);
    return Math.round(value / step + sigma * normal[0]!) * step;
  };
}

const same =
  (value: number): Signal =>
  () =>
    value;
const CURRENT = 'generator.current';

describe('a sensor with noise above its resolution', () => {
  it.each([5, 10, 15, 20, 30, 60])(
    'is stuck at %d Hz when it repeats a value for a second or two',
    (rateHz) => {
      const bench = new Bench(rateHz).set(CURRENT, noisy(28_000, 2));
      expect(bench.pass(60)).toEqual([]);
      bench.set(CURRENT, same(28_001));
      expect(bench.pass(0.3)).toEqual([]);
      expect(bench.pass(1.7)).toEqual([CURRENT]);
      bench.set(CURRENT, noisy(28_000, 2)).pass(1);
      expect(bench.pass(60)).toEqual([]);
    },
  );

  it('does not learn a long fault as the usual behaviour', () => {
    const bench = new Bench().set(CURRENT, noisy(28_000, 2));
    bench.pass(60);
    for (let n = 0; n < 10; n++) {
      bench.set(CURRENT, same(28_001)).pass(600);
      bench.set(CURRENT, noisy(28_000, 2)).pass(1);
    }
    bench.set(CURRENT, same(28_001));
    expect(bench.pass(3)).toEqual([CURRENT]);
  });

  it('is not judged at zero, because a quantity at rest is exactly zero', () => {
    const bench = new Bench().set(CURRENT, noisy(28_000, 2));
    bench.pass(60);
    bench.set(CURRENT, same(0));
    expect(bench.pass(60)).toEqual([]);
  });

  it('may repeat a value while the plant does not run, and a repetition that began then does not count', () => {
    const bench = new Bench().set(CURRENT, noisy(28_000, 2));
    bench.pass(60);
    bench.running = false;
    bench.set(CURRENT, same(28_000));
    expect(bench.pass(60)).toEqual([]);
    bench.running = true;
    expect(bench.pass(0.2)).toEqual([]);
  });

  it('is not stuck while it sends values that are dropped', () => {
    const bench = new Bench().set(CURRENT, noisy(28_000, 2));
    bench.pass(60);
    bench.set(CURRENT, same(Number.NaN));
    expect(bench.pass(60)).toEqual([]);
  });

  it('counts as changed when its value changed between two control ticks', () => {
    const bench = new Bench(5).set(CURRENT, noisy(28_000, 2));
    bench.pass(60);
    // A control tick sees every twelfth sample only, and these are all equal.
    bench.set(CURRENT, (_, n) => (n % 12 === 6 ? 28_001 : 28_000));
    expect(bench.pass(60)).toEqual([]);
  });
});

describe('a sensor with noise below its resolution', () => {
  it.each([5, 15, 60])(
    'may stay the same for long, and flicker between two values before, at %d Hz',
    (rateHz) => {
      for (const sigma of [0.02, 0.1, 0.2]) {
        // A temperature rises quickly at first, then more and more slowly from step to step.
        const bench = new Bench(rateHz).set(
          CURRENT,
          noisy((t) => 300 + 40 * (1 - Math.exp(-t / 600)), sigma),
        );
        expect(bench.pass(3600)).toEqual([]);
      }
    },
  );

  it.each([0.25, 0.3, 0.35, 0.4, 0.5, 0.7])(
    'of %d steps is not taken for stuck, wherever it is between two steps',
    (sigma) => {
      for (const offset of [0, 0.25, 0.5]) {
        const bench = new Bench().set(
          CURRENT,
          noisy((t) => 300 + (t < 600 ? 0.5 : offset), sigma),
        );
        expect(bench.pass(3600)).toEqual([]);
      }
    },
  );

  it('may be constant since the start', () => {
    expect(new Bench().set(CURRENT, same(28.57)).pass(3600)).toEqual([]);
  });

  it('may switch on and off', () => {
    const bench = new Bench().set(CURRENT, (t) => (t < 600 && t % 5 < 2.5 ? 12_000 : 3));
    expect(bench.pass(3600)).toEqual([]);
  });
});

describe('a turning chain', () => {
  const turning = (bench: Bench, mps = 1.5) =>
    bench
      .set('chain.velocity', (t) => mps + 0.005 * Math.round(2 * Math.sin((2 * Math.PI * t * mps) / 1.15)))
      .set(
        'generator.speed',
        (t) => mps * SPEED_RATIO + 0.1 * Math.round(2 * Math.sin((2 * Math.PI * t * mps) / 1.15)),
      )
      .set('chain.position', (t) => Math.round(1000 * mps * t) / 1000);

  it('moves its position: a sensor that never moved is stuck after one turn', () => {
    const bench = turning(new Bench()).set('chain.position', same(12.5));
    expect(bench.pass(14)).toEqual([]);
    expect(bench.pass(3)).toEqual(['chain.position']);
  });

  it.each([5, 15, 60])(
    'moves every sensor that follows the rhythm of the floaters: at %d Hz it is stuck after three of them',
    (rateHz) => {
      for (const channel of ['chain.velocity', 'chain.position', 'generator.speed']) {
        const bench = turning(new Bench(rateHz));
        expect(bench.pass(60)).toEqual([]);
        const last = bench.samples.value[bench.samples.indexOf(channel)]!;
        bench.set(channel, same(last));
        expect(bench.pass(3)).toEqual([channel]);
      }
    },
  );

  it('that stands does not make its position stuck', () => {
    const bench = turning(new Bench());
    bench.pass(60);
    for (const channel of NAMES.slice(0, 4)) bench.set(channel, same(0));
    bench.set('chain.position', same(90));
    expect(bench.pass(600)).toEqual([]);
  });

  it('that only one of the two speed sensors shows does not make any sensor stuck', () => {
    const bench = turning(new Bench()).set('chain.position', same(3)).set('chain.velocity', same(0));
    expect(bench.pass(60)).toEqual([]);
  });
});

describe('the temperature of the winding', () => {
  const loaded = (bench: Bench) =>
    bench.set(CURRENT, noisy(28.57, 3, 0.01)).set('generator.speed', noisy(39.3, 3, 0.01));

  it('is stuck when the losses must have warmed it by eight degrees', () => {
    const bench = loaded(new Bench()).set('generator.temperature', same(20));
    expect(bench.pass(100)).toEqual([]);
    expect(bench.pass(300)).toEqual(['generator.temperature']);
  });

  it('may be constant when the machine is warm', () => {
    const bench = loaded(new Bench());
    bench.set('generator.temperature', (t) => Math.round(10 * (20 + 31 * (1 - Math.exp(-t / 700)))) / 10);
    expect(bench.pass(3600)).toEqual([]);
  });

  it('may be constant when the machine warms up half as much as described', () => {
    const bench = loaded(new Bench());
    bench.set('generator.temperature', (t) => Math.round(20 + 15 * (1 - Math.exp(-t / 700))));
    expect(bench.pass(3600)).toEqual([]);
  });
});

describe('a sensor that the other channels contradict', () => {
  it('is stuck when it repeats a value, even if it never moved, and even if the plant does not run', () => {
    const bench = new Bench().set('chain.velocity', same(0));
    bench.running = false;
    bench.pass(60);
    bench.sensors.contradicted = 'chain.velocity';
    expect(bench.pass(0.1)).toEqual(['chain.velocity']);
    bench.sensors.contradicted = null;
    bench.pass(0.1);
    expect(bench.pass(1)).toEqual([]);
  });

  it('stays stuck while its alarm stands, and is good again when it moves', () => {
    const bench = new Bench().set('chain.velocity', same(3));
    bench.pass(2);
    bench.sensors.contradicted = 'chain.velocity';
    bench.pass(0.1);
    bench.sensors.contradicted = null;
    bench.isReported = true;
    expect(bench.pass(60)).toEqual(['chain.velocity']);
    bench.running = false;
    expect(bench.pass(60)).toEqual(['chain.velocity']);
    bench.set('chain.velocity', same(4)).pass(0.1);
    expect(bench.pass(10)).toEqual([]);
  });

  it.each([
    [true, ['chain.velocity']],
    [false, []],
  ])(
    'that reads zero at rest stays stuck while others use it (%s): a start would be refused for ever',
    (isTrusted, stuck) => {
      const bench = new Bench().set('chain.velocity', same(0));
      bench.pass(2);
      bench.sensors.contradicted = 'chain.velocity';
      bench.pass(0.1);
      bench.sensors.contradicted = null;
      bench.isReported = true;
      bench.isTrusted = isTrusted;
      bench.running = false;
      bench.pass(0.1);
      expect(bench.pass(10)).toEqual(stuck);
    },
  );

  it('is not stuck while it moves', () => {
    const bench = new Bench().set('chain.velocity', noisy(15, 2));
    bench.sensors.contradicted = 'chain.velocity';
    expect(bench.pass(60)).toEqual([]);
  });
});
