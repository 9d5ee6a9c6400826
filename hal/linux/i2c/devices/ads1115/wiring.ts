// Wires an ADS1115 to the simulated plant: each input gets the voltage for the value of its channel.
import { type WiredChip, wiredSensor } from '../wired-chip.js';
import { type Ads1115Config, numberedInputs } from './schema.js';
import { VirtualAds1115 } from './virtual-chip.js';

export function wire(config: Ads1115Config): WiredChip {
  const chip = new VirtualAds1115();
  // Inputs against ground come first, because a pair adds its voltage to that of the other wire.
  const inputs = numberedInputs(config).sort(
    (a, b) => Number(a.against !== null) - Number(b.against !== null),
  );
  return wiredSensor(chip, (read, { toS }) => {
    for (const { number, against, channel, scale, offset } of inputs)
      chip.set(
        number,
        (read(channel) - offset) / scale + (against === null ? 0 : chip.voltsAt(against)),
        toS,
      );
  });
}
