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

/** The settings of a port below `hal.serial`: only what differs from the defaults. */
export function suggestedPort({ path, baudRate, pauseS, guess }: Heard) {
  const { format, options, records } = guess;
  const staleAfter = advisedStaleAfter(pauseS);
  return {
    path,
    ...(baudRate !== null && baudRate !== USUAL_BAUD_RATE && { baudRate }),
    ...(format !== 'nmea' && { format }),
    ...options,
    records,
    ...(staleAfter > USUAL_STALE_AFTER_S && { staleAfter }),
  };
}

/** YAML that begins with `hal:`. `kpp check` accepts it. */
export function suggestedConfiguration(port: string, heard: Heard): string {
  const { ownChannels } = heard.guess;
  const channels = Object.fromEntries(ownChannels.map((name) => [name, { unit: '1' }]));
  return stringify(
    {
      hal: { kind: 'linux', serial: { [port]: suggestedPort(heard) } },
      ...(ownChannels.length > 0 && { channels }),
    },
    { lineWidth: 0 },
  );
}
