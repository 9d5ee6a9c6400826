// Writes the block of configuration that reads what was heard on a port.
import { stringify } from 'yaml';
import { advisedStaleAfter } from '../../../control/recovery/slow-sensors.js';
import type { FormatGuess } from './guess-format.js';

export interface Heard {
  readonly path: string;
  /** Null for a port in the network. */
  readonly baudRate: number | null;
  /** The longest pause between two lines, s; NaN when it is not known. */
  readonly pauseS: number;
  readonly guess: FormatGuess;
}

const USUAL_BAUD_RATE = 115_200;
const USUAL_STALE_AFTER_S = 0.2;

/** YAML that begins with `hal:`. `kpp check` accepts it. */
export function suggestedConfiguration(port: string, { path, baudRate, pauseS, guess }: Heard): string {
  const { format, options, records, ownChannels } = guess;
  const staleAfter = advisedStaleAfter(pauseS);
  const settings = {
    path,
    ...(baudRate !== null && baudRate !== USUAL_BAUD_RATE && { baudRate }),
    ...(format !== 'nmea' && { format }),
    ...options,
    records,
    ...(staleAfter > USUAL_STALE_AFTER_S && { staleAfter }),
  };
  const channels = Object.fromEntries(ownChannels.map((name) => [name, { unit: '1' }]));
  return stringify(
    {
      hal: { kind: 'linux', serial: { [port]: settings } },
      ...(ownChannels.length > 0 && { channels }),
    },
    { lineWidth: 0 },
  );
}
