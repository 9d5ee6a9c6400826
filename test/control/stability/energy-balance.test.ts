// The balance of energy from the compressor and the tank to the generator: what is summed up, and what is not.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { Consistency } from '../../../src/control/stability/consistency.js';
import { EnergyBalance } from '../../../src/control/stability/energy-balance.js';
import { ProcessImage } from '../../../src/control/state/image.js';
import { DEFAULTS } from '../twin/plant-bench.js';

const CHANNELS = ['generator.power', 'pneumatics.compressorPower', 'pneumatics.tankPressure'];
const TICK_S = 1 / 15;
const TANK_PA = 250_000;

/** A plant with three sensors, all good. Each tick has these values: electrical power and compressor power in W, tank pressure in Pa. */
class Bench {
  readonly balance: EnergyBalance;
  private readonly image = new ProcessImage(CHANNELS);
  private nowS = 0;

  constructor() {
    this.balance = new EnergyBalance(this.image, new Consistency(this.image, CHANNELS, DEFAULTS), DEFAULTS);
    this.balance.elapsedS = TICK_S;
  }

  tick(powerW: number, compressorW: number, tankPa = TANK_PA): void {
    this.nowS += TICK_S;
    [powerW, compressorW, tankPa].forEach((value, channel) => {
      this.image.set(channel, value, this.nowS, QUALITY.good);
    });
    this.balance.update(this.image);
  }

  run(seconds: number, powerW: number, compressorW: number, tankPa = TANK_PA): this {
    for (let n = Math.round(seconds / TICK_S); n > 0; n--) this.tick(powerW, compressorW, tankPa);
    return this;
  }

  get finding() {
    return this.balance.finding;
  }
}

describe('the balance from compressor to generator', () => {
  it('is violated by power that neither compressor nor tank supplied, and names the compressor when the others agree', () => {
    const bench = new Bench().run(600, 5000, 0);
    expect(bench.finding).toBe('excess');
    expect(bench.balance.suspect).toBe('pneumatics.compressorPower');
  });

  it('closes while the compressor supplies more than the generator gives', () => {
    expect(new Bench().run(3600, 4400, 12_000).finding).toBeNull();
  });

  it('closes while the tank supplies the power', () => {
    const bench = new Bench();
    // The tank gives 717 kJ in 33 s. The generator gives 500 kJ of it, which is far more than the floaters could have stored.
    for (let pressurePa = 700_000; pressurePa > 200_000; pressurePa -= 1000)
      bench.tick(15_000, 0, pressurePa);
    expect(bench.finding).toBeNull();
    expect(new Bench().run(33, 15_000, 0).finding).toBe('excess');
  });
});

describe('the tank pressure', () => {
  it('adds nothing when single values leap: an outlier of the noise', () => {
    const bench = new Bench();
    // Down by 11 %, and back by 9 %: only one of both is more than a change of air can be.
    for (let n = 0; n < 1000; n++) {
      for (const pressurePa of [TANK_PA, 0.89 * TANK_PA, 0.97 * TANK_PA]) bench.tick(0, 0, pressurePa);
    }
    bench.run(60, 0, 0);
    expect(bench.finding).toBeNull();
  });

  it('adds nothing when it leaps and stays: the sensor is wrong, and the air is the same', () => {
    const bench = new Bench().run(10, 0, 0, 0.2 * TANK_PA);
    for (let n = 0; n < 100; n++) bench.run(1, 0, 0, TANK_PA).run(1, 0, 0, 3 * TANK_PA);
    expect(bench.finding).toBeNull();
  });
});
