// The balance of the tank's air tells a leak at any air and speed, and nothing of a healthy tank.
import { describe, expect, it } from 'vitest';
import { AirBalance } from '../../../../src/control/twin/diagnosis/air-balance.js';
import { BLOCK_CHANNELS, type BlockMeans, MEAN } from '../../../../src/control/twin/diagnosis/block-means.js';
import { ReducedModel } from '../../../../src/control/twin/reduced-model.js';
import { DEFAULTS } from '../plant-bench.js';

const model = new ReducedModel(DEFAULTS, 0.2);

interface Run {
  /** Power of the compressor, and what its sensor reads, W. */
  readonly power: number;
  readonly reads: number;
  readonly leak: number;
  readonly speed: (s: number) => number;
  /** What the pressure reads in the last ten seconds, Pa. */
  readonly jumpTo: number;
}

/** Lets a tank with a leak fill and empty for a minute, at a speed of the chain in m/s that may swing; J/s. */
function lastShare(given: Partial<Run>): number {
  const { power = 12_000, leak = 0, speed = () => 1.55, jumpTo = Number.NaN } = given;
  const { reads = power } = given;
  const balance = new AirBalance(DEFAULTS, model);
  const mean = new Float64Array(BLOCK_CHANNELS.length).fill(Number.NaN);
  const block = { mean, lengthS: 1 } as BlockMeans;
  let pressure = 257_000;
  let share = Number.NaN;
  for (let s = 0; s < 60; s++) {
    mean[MEAN.tankPressure] = pressure;
    mean[MEAN.velocity] = speed(s);
    mean[MEAN.compressorPower] = reads;
    if (s >= 50 && !Number.isNaN(jumpTo)) mean[MEAN.tankPressure] = jumpTo;
    share = balance.update(block, power);
    const supply = (DEFAULTS.compressorEfficiency * power) / Math.log(pressure / DEFAULTS.p0);
    pressure += (supply - leak - model.drawn(speed(s), pressure)) / DEFAULTS.tankVolume;
  }
  return share;
}

describe('the air balance', () => {
  const swinging = (s: number) => 0.9 + 0.7 * Math.sin((2 * Math.PI * s) / 17);

  it.each([3000, 6000, 12_000])('closes on a healthy plant at %d W, steady or swinging', (power) => {
    expect(Math.abs(lastShare({ power }))).toBeLessThan(0.01);
    expect(Math.abs(lastShare({ power, speed: swinging }))).toBeLessThan(0.01);
  });

  it.each([3000, 6000, 12_000])('tells the share of the supply that a leak takes at %d W', (power) => {
    const full = (DEFAULTS.compressorEfficiency * power) / Math.log(230_000 / DEFAULTS.p0);
    const share = lastShare({ power, leak: 0.2 * full, speed: swinging });
    expect(share).toBeGreaterThan(-0.25);
    expect(share).toBeLessThan(-0.15);
  });

  it('shows a pressure that is wrong by a factor of ten beyond what any leak can do', () => {
    expect(lastShare({ jumpTo: 25_700 })).toBeLessThan(-2);
  });

  it('uses the power from before while that is not measured, and counts a surplus of air as little', () => {
    expect(lastShare({ leak: 2000, reads: Number.NaN })).toBeLessThan(-0.15);
    expect(lastShare({ leak: -3000, reads: Number.NaN })).toBeLessThan(0.08);
  });

  it('is not judged without a pressure or a speed', () => {
    expect(lastShare({ speed: () => Number.NaN })).toBeNaN();
    expect(lastShare({ jumpTo: Number.NaN, power: Number.NaN })).toBeNaN();
  });
});
