// allocation: how many bytes a tick allocates.
import { runChild } from '../child.mjs';

/** Size of the young generation, MB: all that the counted ticks allocate fits in without a garbage collection. */
const YOUNG_GENERATION_MB = 256;
const FLAGS = [
  '--expose-gc',
  `--min-semi-space-size=${YOUNG_GENERATION_MB}`,
  `--max-semi-space-size=${YOUNG_GENERATION_MB}`,
];

export const allocation = {
  name: 'allocation',
  title: 'Memory allocated by a tick',
  method:
    'Growth of the used heap while ticks of a steady plant are replayed. Each kind of work runs in a process of its own, whose young generation is so large ' +
    'that no garbage is collected meanwhile; a collection makes the measurement fail. The method is checked first with objects of a known size. ' +
    'Then the sampling heap profiler, with one sample for about 64 bytes, names the source lines that allocate most.',
  limits:
    'Steady operation, without events. Only "whole control loop" includes the control loop around the scan, and a HAL (the simulated plant).',

  async measure({ ticks, progress }) {
    const count = (work) => {
      progress(work);
      return runChild('allocations', { work, ticks }, FLAGS);
    };
    const known = await count('known');
    const scan = await count('scan');
    const scanClockOff = await count('scanClockOff');
    const refresh = await count('refresh');
    const replay = await count('replay');
    const loop = await count('loop');
    const perRefresh = (refresh.bytes - replay.bytes) / refresh.ticksPerControl;
    const ofControlTick = ({ bytes }) => bytes - replay.bytes - perRefresh * (refresh.ticksPerControl - 1);
    const figure = (name, mean, more = {}) => ({ name, unit: 'byte', values: { mean }, ...more });
    return {
      figures: [
        figure('control tick (scan)', ofControlTick(scan), {
          targets: { mean: '< 64' },
          source: 'design rule: almost no allocation',
        }),
        figure("control tick (scan), profiler's clock off", ofControlTick(scanClockOff)),
        figure('base tick between control ticks (scan)', perRefresh),
        figure('whole control loop, per control period', loop.bytes),
        figure('check: an object of 56 bytes', known.bytes),
      ],
      details: { ticks, sites: { scan: scan.sites, 'whole control loop': loop.sites } },
    };
  },
};
