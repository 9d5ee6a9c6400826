// Child process: counts the bytes that one kind of work allocates. Needs --expose-gc and a young generation that has room for them.
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { allocationSites } from '../allocation-sites.mjs';
import { answer, parameters } from '../child.mjs';
import { configuration } from '../configurations.mjs';
import { load } from '../dist.mjs';
import { openLoop } from '../open-loop.mjs';
import { RecordedPlant } from '../recorded-plant.mjs';

/** The clock of the running program. */
const { profilerClock } = await load('src/runtime/rehearsal.js');

/** Control periods between two readings of the heap. All that they allocate must fit into the young generation. */
const BLOCK = 4500;
/** At most this many sites are listed, and only sites with at least `LEAST` bytes a control period. */
const SITES = 10;
const LEAST = 0.5;
/** Node reports a garbage collection some time after it happened. */
const REPORT_MS = 300;

let collections = 0;
const observer = new PerformanceObserver((list) => {
  collections += list.getEntries().length;
});
observer.observe({ entryTypes: ['gc'] });

/** Bytes by which the used heap has grown while `work` ran. */
async function growth(work) {
  globalThis.gc();
  await delay(REPORT_MS);
  const before = collections;
  const from = getHeapStatistics().used_heap_size;
  work();
  const to = getHeapStatistics().used_heap_size;
  await delay(REPORT_MS);
  if (collections > before) throw new Error('a garbage collection ran while allocations were counted');
  return to - from;
}

const { work, ticks } = parameters();
const blockTicks = Math.min(ticks, BLOCK);
const config = await configuration('default');

/** The kinds of work. Each resolves to bytes a control period and, for some kinds, to the functions that allocate them. */
const WORK = {
  /** Objects of 56 bytes each: pointers to map, properties and elements, and four properties. */
  async known() {
    const known = new Array(1024);
    const allocate = () => {
      for (let i = 0; i < ticks; i++) known[i & 1023] = { a: i, b: 1, c: 2, d: 3 };
    };
    allocate();
    return { bytes: (await growth(allocate)) / ticks };
  },

  /** The scan of all base ticks, on recorded inputs. */
  async scan() {
    const plant = await settledPlant(profilerClock);
    const bytes = await perPeriod(plant, () => plant.step());
    const record = plant.record(blockTicks);
    return { bytes, sites: topSites(await allocationSites(() => plant.replay(record, () => plant.step()))) };
  },

  async scanClockOff() {
    const plant = await settledPlant(() => 0);
    return { bytes: await perPeriod(plant, () => plant.step()) };
  },

  /** The same inputs, with every base tick treated as one between control ticks. */
  async refresh() {
    const plant = await settledPlant(profilerClock);
    return {
      bytes: await perPeriod(plant, () => plant.stepBetween()),
      ticksPerControl: plant.ticksPerControl,
    };
  },

  /** The same inputs without any work: what replaying itself allocates. */
  async replay() {
    return { bytes: await perPeriod(await settledPlant(profilerClock), () => {}) };
  },

  /** The control loop of the running program with the simulated plant. */
  async loop() {
    const loop = await openLoop(config);
    loop.run(BLOCK);
    const run = () => loop.run(blockTicks);
    const bytes = (await growth(run)) / blockTicks;
    const sites = topSites(await allocationSites(run));
    loop.close();
    return { bytes, sites };
  },
};

async function settledPlant(clock) {
  const plant = await RecordedPlant.create(config, clock);
  plant.settle();
  plant.replay(plant.record(BLOCK), () => plant.step());
  return plant;
}

/** Bytes a control period of replayed base ticks. `perTick` is called on each base tick. */
async function perPeriod(plant, perTick) {
  let bytes = 0;
  for (let done = 0; done < ticks; done += BLOCK) {
    const record = plant.record(Math.min(BLOCK, ticks - done));
    bytes += await growth(() => plant.replay(record, perTick));
  }
  return bytes / ticks;
}

/** The sites of a block that are worth showing. */
function topSites(sites) {
  return sites
    .map(({ bytes, ...site }) => ({ ...site, bytesPerPeriod: bytes / blockTicks }))
    .filter(({ bytesPerPeriod }) => bytesPerPeriod >= LEAST)
    .slice(0, SITES);
}

answer(await WORK[work]());
observer.disconnect();
