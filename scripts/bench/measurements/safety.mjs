// safety: how long it takes until the outputs are safe after a press of the emergency stop, or when the control thread hangs.
import { runChild } from '../child.mjs';

export const safety = {
  name: 'safety',
  title: 'From a cause to safe outputs',
  method:
    'First: the control loop runs on its pacer, with the simulated plant. A thread presses the emergency stop at random moments, and the edge comes through ' +
    'the event loop. The time runs from before the edge is sent until the safe values are written. Second: the guard works on files that replace the value files ' +
    'of the GPIO. The time runs from the moment the control thread stops, between two of its ticks, to the time stamp of the file that the guard wrote.',
  limits: 'Interrupts and kernel drivers are not included. The time stamp of a file has steps of 4 ms.',

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
          source: 'acceptance: with simulated devices',
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
