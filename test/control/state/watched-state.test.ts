// The plant as the conditions of the built-in alarms see it.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { ProcessImage } from '../../../src/control/state/image.js';
import { WatchedState } from '../../../src/control/state/watched-state.js';

describe('the watched plant', () => {
  function plant(): WatchedState {
    const image = new ProcessImage(['chain.velocity', 'generator.voltage', 'water.temperature']);
    image.set(0, 1.5, 1, QUALITY.good);
    image.set(1, 150, 1, QUALITY.estimated);
    return new WatchedState(image, { pressureOn: 2e5, pressureOff: 3e5 });
  }

  it('has the value of a channel that is measured and recent, and NaN for any other', () => {
    const watched = plant();
    expect(watched.measured('chain.velocity')).toBe(1.5);
    expect(watched.measured('generator.voltage')).toBeNaN();
    expect(watched.measured('water.temperature')).toBeNaN();
    expect(watched.measured('chain.tension')).toBeNaN();
  });

  it('knows at which pressures the compressor starts and stops', () => {
    expect(plant()).toMatchObject({ cutInPa: 2e5, cutOutPa: 3e5 });
  });

  it('fails in nothing before the first tick', () => {
    expect(plant()).toMatchObject({
      state: 'standby',
      chainTurns: false,
      startFailed: false,
      stopFailed: false,
    });
  });
});

describe('the last two measurements of a temperature', () => {
  const image = new ProcessImage(['generator.temperature']);
  const watched = new WatchedState(image, { pressureOn: 2e5, pressureOff: 3e5 });
  const note = (value: number, timeS: number) => {
    image.set(0, value, timeS, QUALITY.good);
    watched.note();
    return [watched.lowerOfTwo('generator.temperature'), watched.higherOfTwo('generator.temperature')];
  };

  it('are known from the second one on, and a repeated look at the same one does not count', () => {
    expect(note(40, 1)).toEqual([Number.NaN, Number.NaN]);
    expect(note(40, 1)).toEqual([Number.NaN, Number.NaN]);
    expect(note(200, 2)).toEqual([40, 200]);
    expect(note(41, 3)).toEqual([41, 200]);
    expect(note(41, 4)).toEqual([41, 41]);
  });

  it('are unknown while it is not measured', () => {
    image.downgrade(0, QUALITY.stale);
    watched.note();
    expect(watched.lowerOfTwo('generator.temperature')).toBeNaN();
    expect(watched.higherOfTwo('generator.temperature')).toBeNaN();
    expect(watched.lowerOfTwo('pneumatics.tankPressure')).toBeNaN();
  });
});
