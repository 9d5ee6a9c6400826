// load-search: what the search for the best load yields while the air changes, compared with the default load.
import { load } from '../dist.mjs';

const PERIODS_MIN = [3, 10, 20, 60];
/** The smallest and the largest supply of air. */
const AIR = [0.3, 1];
const SEED = 42;
/** The plant has started by then. */
const FROM_S = 60;

export const loadSearch = {
  name: 'load-search',
  title: 'Load search while the air changes',
  method:
    `In virtual time the supply of air takes a random value between ${AIR[0]} and ${AIR[1]} every 3, 10, 20 or 60 minutes, the same values for both runs: ` +
    'one with the default load of 0.75, one with `optimizer.load: power`. The yield is the electrical work of the energy ledger. With --full a run is 8 h long; ' +
    'else it takes --plant-seconds, and with 3600 or more at least three changes.',
  limits:
    'One sequence of air for each period. On a real plant the parameters are less well known than in the simulation.',

  async measure({ full, plantSeconds, progress }) {
    const figures = [];
    for (const minutes of PERIODS_MIN) {
      const changesS = plantSeconds >= 3600 ? 3 * minutes * 60 : 0;
      const stretchS = full ? 8 * 3600 : Math.max(plantSeconds, changesS);
      progress(`air that changes every ${minutes} min, ${stretchS} s of plant time`);
      const fixed = await meanPower('off', minutes * 60, stretchS);
      const searched = await meanPower('power', minutes * 60, stretchS);
      figures.push({
        name: `air changes every ${minutes} min`,
        unit: 'W',
        values: { fixed, searched, gainPercent: (searched / fixed - 1) * 100 },
        targets: { gainPercent: '>= 0' },
        source: 'the search must not cost more than it finds',
      });
    }
    return { figures, details: { air: AIR, seed: SEED } };
  },
};

/** Mean electrical power of the simulated plant, W. */
async function meanPower(objective, periodS, stretchS) {
  const { Bench } = await load('src/testing/index.js');
  const { TERM } = await load('hal/sim/ledger.js');
  const bench = await Bench.create({ 'optimizer.load': objective, 'control.load': 0.75 }, { seed: 7 });
  const electricalJ = () => bench.internals.simulation.plant.ledger.joules[TERM.electricalWork];
  bench.runTo(FROM_S);
  const beforeJ = electricalJ();
  const random = generator(SEED);
  for (let t = FROM_S; t < FROM_S + stretchS; t += periodS) {
    bench.set('plant.air', AIR[0] + (AIR[1] - AIR[0]) * random());
    bench.runTo(Math.min(t + periodS, FROM_S + stretchS));
  }
  const powerW = (electricalJ() - beforeJ) / stretchS;
  await bench.dispose();
  return powerW;
}

/** Random numbers from 0 to 1 by a linear congruential generator (Numerical Recipes). */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
