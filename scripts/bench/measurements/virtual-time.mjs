// virtual: how much faster than real time the whole controller runs on the simulated plant.
import { runChild } from '../child.mjs';

const DAY_S = 24 * 3600;

export const virtualTime = {
  name: 'virtual',
  title: 'Virtual time',
  method:
    'A process of its own runs the Bench (controller and simulated plant, as in `kpp scenario`) for some plant time, after a minute of warm-up. ' +
    'With --full this is 24 h; else it is 1 h, and the time for 24 h is extrapolated.',
  limits: 'Without expectations and faults, which take additional time in a scenario.',

  async measure({ plantSeconds, full, progress }) {
    const stretchS = full ? DAY_S : plantSeconds;
    progress(`${stretchS} s of plant time`);
    const { elapsedS, baseTicks, controlTicks } = await runChild('virtual-run', { stretchS });
    const name = full ? '24 h of plant time' : `24 h of plant time (extrapolated from ${stretchS} s)`;
    return {
      figures: [
        {
          name,
          unit: 's',
          values: { time: (elapsedS * DAY_S) / stretchS },
          targets: { time: '<= 60' },
          source: 'goal of the project: a day in a minute',
        },
        {
          name: 'ticks a second',
          unit: '1/s',
          values: { control: controlTicks / elapsedS, base: baseTicks / elapsedS },
        },
      ],
      details: { stretchS, elapsedS },
    };
  },
};
