// tick-hot: what the control tick costs when nothing but the scan runs.
import { runChild } from '../child.mjs';

const CASES = [
  { config: 'default', title: 'default configuration', targets: { p50: '<= 10' } },
  { config: 'everything-on', title: 'everything on', targets: { p50: '<= 5', p99: '<= 15' } },
];

export const tickHot = {
  name: 'tick-hot',
  title: 'Compute of a control tick, hot loop',
  method:
    'A process of its own replays, base tick after base tick, what a steady simulated plant measured. It takes the time of ' +
    'each whole control tick (with the profiler, without the plant) between two clock readings. "Clock off" is ' +
    'the same with a profiler whose clock is a constant; "clock readings" is the time of the 12 readings of the profiler alone. ' +
    '"Everything on" is mode accuracy, 13 channels (11 sensors, 2 formulas) with limits, twin with twinHold, 30 rules.',
  limits: 'Caches and branch predictors are warm here, but never at 15 Hz: compare with tick-live.',

  async measure({ ticks, progress }) {
    const figures = [];
    for (const { config, title, targets } of CASES) {
      progress(title);
      const on = await runChild('hot-loop', { config, ticks, profiled: true });
      const off = await runChild('hot-loop', { config, ticks, profiled: false });
      const figure = (name, values, more = {}) => figures.push({ name, unit: 'us', values, ...more });
      figure(`${title}, whole tick`, on.tick, { targets, source: 'acceptance: compute of the whole tick' });
      figure(`${title}, profiler's clock off`, off.tick);
      if (config === 'default') figure("of it: the profiler's clock readings", on.clock);
    }
    return { figures, details: { ticks } };
  },
};
