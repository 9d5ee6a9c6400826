// Wires an AS5600 to the simulated plant: a magnet on the shaft of its channels.
import type { WiredChip } from '../wired-chip.js';
import type { As5600Config } from './schema.js';
import { VirtualAs5600 } from './virtual-chip.js';

/** The magnet follows the path when a channel measures it, else the speed. Without a value there is no magnet. */
export function wire({ channels, scale }: As5600Config): WiredChip {
  const { position, speed } = channels;
  const chip = new VirtualAs5600();
  let angle = 0;
  return {
    chip,
    canReportNaN: true,
    setpoint: null,
    feed(read, { fromS, toS }) {
      const before = angle;
      const stepS = toS - fromS;
      if (position !== undefined) angle = read(position) / scale;
      else if (speed !== undefined) angle += (read(speed) / scale) * stepS;
      chip.magnet = Number.isNaN(angle) ? 'none' : 'good';
      if (Number.isNaN(angle)) angle = before;
      else chip.turn(angle, stepS > 0 ? (angle - before) / stepS : 0, toS);
    },
  };
}
