// safety: how soon the outputs are safe when the emergency stop is pressed, or the control thread hangs.
import { runChild } from '../child.mjs';

export const safety = {
  name: 'safety',
  title: 'From a cause to safe outputs',
  method:
    'The control loop on its pacer, with the simulated plant; a thread presses the emergency stop at random moments, and the edge comes through the ' +
    'event loop: from before it is told to after the safe values are written. Then the guard on files that stand for value files of the GPIO: from ' +
    'the begin of a hold of the control thread, between two of its ticks, to the time stamp of the file that the guard wrote.',
  limits: 'No interrupt and no kernel driver are part of it. The time stamp of a file has steps of 4 ms.',

  async measure({ seconds, progress }) {
    progress(`${seconds} s of presses`);
    const stop = await runChild('emergency-stop', { seconds });
    progress(`${seconds} s of hangs`);
    const hang = await runChild('hang', { seconds });
    return {
      figures: [
        {
          name: 'emergency stop, edge to safe outputs',
          unit: 'ms',
          values: stop.latencyMs,
          targets: { p99: '<= 3' },
          source: 'acceptance: with the fakes',
        },
        {
          name: 'control thread hung, to safe outputs',
          unit: 'ms',
          values: hang.latencyMs,
          targets: { max: '<= 600' },
          source: 'acceptance',
        },
      ],
      details: { presses: stop.presses, hangs: hang.hangs },
    };
  },
};
