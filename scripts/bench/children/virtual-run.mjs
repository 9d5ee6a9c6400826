// Child process: runs the plant for some time in virtual time, and measures the real time that this takes.
import { answer, parameters } from '../child.mjs';
import { load } from '../dist.mjs';

const WARM_UP_S = 60;

const { stretchS } = parameters();
const { Bench } = await load('src/testing/bench.js');
const bench = await Bench.create();
bench.run(WARM_UP_S);
const began = performance.now();
let baseTicks = 0;
let controlTicks = 0;
const endS = bench.timeS + stretchS;
while (bench.timeS < endS) {
  baseTicks++;
  if (bench.tick()) controlTicks++;
}
answer({ elapsedS: (performance.now() - began) / 1000, baseTicks, controlTicks });
