// Child process: runs the control tick in a hot loop and measures each tick.

import { answer, parameters } from '../child.mjs';
import { configuration } from '../configurations.mjs';
import { load } from '../dist.mjs';
import { RecordedPlant } from '../recorded-plant.mjs';
import { quantiles, TICK_SHARES } from '../statistics.mjs';

const US_PER_MS = 1000;
/** Clock readings of the profiler in a control tick: one at its beginning, one after each of ten phases, one at its end. */
const READINGS = 12;
/** Control ticks replayed in one block. Between two blocks the simulation runs, after which the caches are cold again. */
const BLOCK = 4500;

/** The clock of the running program. */
const { profilerClock: now } = await load('src/runtime/rehearsal.js');

/** Quantiles of the time of a control tick, us: two clock readings around all that the loop does in it. */
function timeTicks(plant, ticks) {
  const durations = new Float64Array(ticks);
  let n = 0;
  const timed = () => {
    if (!plant.isControlTick) {
      plant.step();
      return;
    }
    const began = now();
    plant.step();
    durations[n++] = (now() - began) * US_PER_MS;
  };
  while (n < ticks) plant.replay(plant.record(Math.min(BLOCK, ticks - n)), timed);
  return quantiles(durations, TICK_SHARES);
}

/** Quantiles of the time that the profiler's own clock readings take in a tick, us. */
function timeClock(ticks) {
  const durations = new Float64Array(ticks);
  let sum = 0;
  for (let n = 0; n < ticks; n++) {
    const began = now();
    for (let i = 0; i < READINGS; i++) sum += now();
    durations[n] = (now() - began) * US_PER_MS;
  }
  if (!(sum > 0)) throw new Error('the clock stands still');
  return quantiles(durations, TICK_SHARES);
}

const { config, profiled, ticks } = parameters();
const plant = await RecordedPlant.create(await configuration(config), profiled ? now : () => 0);
plant.settle();
timeTicks(plant, Math.min(ticks, BLOCK));
answer({ tick: timeTicks(plant, ticks), clock: timeClock(ticks) });
