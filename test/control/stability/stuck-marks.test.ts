// When comparisons of channels leave a stuck sensor out, and which alarms wait for that of the sensor.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { NoiseHabit } from '../../../src/control/stability/noise-habit.js';
import { StuckMarks } from '../../../src/control/stability/stuck-marks.js';
import { ProcessImage } from '../../../src/control/state/image.js';

const SENSORS = ['chain.velocity', 'generator.voltage', 'generator.current'];
const CHANNELS = [...SENSORS, 'generator.power'];
const [VELOCITY, VOLTAGE, , POWER] = [0, 1, 2, 3] as const;

/** Three sensors of a running plant, whose values came to their present ones by ordinary changes. */
class Bench {
  readonly image = new ProcessImage(CHANNELS);
  readonly reported = new Uint8Array(SENSORS.length);
  readonly noise = new NoiseHabit(SENSORS.length);
  readonly marks: StuckMarks;
  private timeS = 0;

  constructor(sensors: readonly string[] = SENSORS) {
    this.marks = new StuckMarks(this.image, sensors, this.reported, this.noise);
    this.marks.elapsedS = 0.1;
    this.marks.isRunning = true;
    for (let n = 0; n < 100; n++) this.sample(100 + (n % 2));
  }

  /** All sensors deliver a value that is the same for each of them. */
  sample(value: number): this {
    this.timeS += 0.1;
    const all = new Uint8Array(SENSORS.length).fill(1);
    const none = new Uint8Array(SENSORS.length);
    this.noise.observe(new Float64Array(SENSORS.length).fill(value), all, none);
    for (let row = 0; row < SENSORS.length; row++) this.image.set(row, value, this.timeS, QUALITY.good);
    this.image.set(POWER, value * value, this.timeS, QUALITY.good);
    this.image.noteChanges();
    return this;
  }

  /** The value of a sensor does not change for this time. `shouldMove` says whether something has to move it. */
  stay(row: number, seconds: number, shouldMove: boolean, isStuck = true): this {
    for (let s = 0; s < seconds - 0.01; s += 0.1) {
      this.sample(this.image.reported(row));
      this.marks.mark(row, this.image, isStuck, shouldMove);
      this.marks.markPower(this.image);
    }
    return this;
  }

  isLeftOut(channel: number): boolean {
    return this.image.isGood(channel) && !this.image.isTrusted(channel);
  }
}

describe('a sensor that something has to move', () => {
  it('is left out as soon as it is stuck, before its alarm stands, and until its value changes', () => {
    const bench = new Bench().stay(VELOCITY, 1, true);
    expect(bench.isLeftOut(VELOCITY)).toBe(true);
    bench.marks.beginRun(VELOCITY);
    bench.marks.mark(VELOCITY, bench.image, false, false);
    expect(bench.isLeftOut(VELOCITY)).toBe(false);
  });

  it('is used again after 15 s when its alarm was not raised: it is shelved or out of service', () => {
    const bench = new Bench().stay(VELOCITY, 14.5, true);
    expect(bench.isLeftOut(VELOCITY)).toBe(true);
    bench.stay(VELOCITY, 1, true);
    expect([bench.isLeftOut(VELOCITY), bench.marks.accuse('chain.velocity', bench.image)]).toEqual([
      false,
      false,
    ]);
  });

  it('is used until its alarm stands when it leapt to its value, so that the comparisons find the wrong value', () => {
    const bench = new Bench().sample(500).stay(VELOCITY, 5, true);
    expect(bench.isLeftOut(VELOCITY)).toBe(false);
    bench.reported[VELOCITY] = 1;
    expect(bench.stay(VELOCITY, 0.1, true).isLeftOut(VELOCITY)).toBe(true);
  });

  it('is not left out by a stop, and a sensor of a plant at rest is left out only when it was already', () => {
    const bench = new Bench().stay(VELOCITY, 5, true);
    bench.marks.isRunning = false;
    bench.reported.fill(1);
    bench.stay(VELOCITY, 1, false).stay(VOLTAGE, 1, false);
    expect([bench.isLeftOut(VELOCITY), bench.isLeftOut(VOLTAGE)]).toEqual([true, false]);
  });

  it('makes the power that is computed from it left out too, but not a power that is measured', () => {
    expect(new Bench().stay(VOLTAGE, 1, true).isLeftOut(POWER)).toBe(true);
    expect(new Bench(CHANNELS).stay(VOLTAGE, 1, true).isLeftOut(POWER)).toBe(false);
  });

  it('is used again when the sensors are not judged any more, unless its alarm stands', () => {
    const bench = new Bench().stay(VELOCITY, 1, true).stay(VOLTAGE, 1, true);
    bench.reported[VOLTAGE] = 1;
    bench.marks.release(bench.image);
    expect([bench.isLeftOut(VELOCITY), bench.isLeftOut(VOLTAGE)]).toEqual([false, true]);
  });
});

describe('a sensor that only the other channels contradict', () => {
  it('is not left out, because then they would not contradict it any more', () => {
    expect(new Bench().stay(VELOCITY, 5, false).isLeftOut(VELOCITY)).toBe(false);
  });

  it('makes the alarm wait that names it after a second without a change, and is stuck from then on', () => {
    const bench = new Bench().stay(VELOCITY, 0.8, false, false);
    expect(bench.marks.accuse('chain.velocity', bench.image)).toBe(false);
    bench.stay(VELOCITY, 0.4, false, false);
    expect(bench.marks.accuse('chain.velocity', bench.image)).toBe(true);
    expect(bench.marks.isAccused(VELOCITY)).toBe(true);
  });

  it('does not make an alarm wait when it leapt to its value, or when the plant does not run', () => {
    const leapt = new Bench().sample(500).stay(VELOCITY, 5, false, false);
    expect(leapt.marks.accuse('chain.velocity', leapt.image)).toBe(false);
    const resting = new Bench().stay(VELOCITY, 5, false, false);
    resting.marks.isRunning = false;
    expect(resting.marks.accuse('chain.velocity', resting.image)).toBe(false);
  });

  it('is accused for 15 s at most', () => {
    const bench = new Bench().stay(VELOCITY, 2, false, false);
    bench.marks.accuse('chain.velocity', bench.image);
    bench.stay(VELOCITY, 14.5, true);
    expect(bench.marks.isAccused(VELOCITY)).toBe(true);
    bench.stay(VELOCITY, 1, true);
    expect(bench.marks.isAccused(VELOCITY)).toBe(false);
  });
});

describe('an alarm that stands', () => {
  it('is replaced when the alarm of the stuck sensor that it names stands too', () => {
    const bench = new Bench().stay(VELOCITY, 5, true);
    const isReplaced = () => bench.marks.isReplaced('chain.velocity', bench.image);
    expect(isReplaced()).toBe(false);
    bench.reported[VELOCITY] = 1;
    expect([isReplaced(), bench.marks.isReplaced('generator.voltage', bench.image)]).toEqual([true, false]);
    expect(bench.marks.isReplaced('pneumatics.tankPressure', bench.image)).toBe(false);
  });
});

describe('a change of a value', () => {
  it('is a leap when it is more than ten times the usual one, and not known before twenty changes', () => {
    const habit = new NoiseHabit(1);
    const put = (value: number) => habit.observe(Float64Array.of(value), Uint8Array.of(1), Uint8Array.of(0));
    for (let n = 0; n < 20; n++) put(100 + (n % 2));
    expect(habit.cameGradually(0)).toBe(false);
    put(100);
    expect(habit.cameGradually(0)).toBe(true);
    put(109.5);
    expect(habit.cameGradually(0)).toBe(true);
    put(130);
    expect(habit.cameGradually(0)).toBe(false);
  });
});
