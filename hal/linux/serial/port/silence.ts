// Decides how long a serial port may send no line before it is closed and opened again.

import type { SerialPortConfig } from '../schema.js';
import type { LineRhythm } from './line-rhythm.js';

const MIN_SILENCE_S = 1;
const SILENCE_IN_STALE_TIMES = 5;
const SILENCE_IN_PAUSES = 5;
/** While the rhythm of the lines is not known. Opening a port restarts many boards, which are then silent for seconds. */
const UNKNOWN_RHYTHM_S = 5;
/** A port that stays silent after it was opened gets twice the time with each opening, up to this. */
const LONGEST_FIRST_S = 30;

export type SilenceSettings = Pick<SerialPortConfig, 'silence' | 'staleAfter' | 'records'>;

/** How long a port may be silent, s. A port without records only writes: it is never silent. */
export class SilencePolicy {
  private readonly onlyWrites: boolean;
  private readonly floorS: number;

  constructor(
    private readonly settings: SilenceSettings,
    private readonly rhythm: LineRhythm,
  ) {
    this.onlyWrites = Object.keys(settings.records).length === 0;
    this.floorS = Math.max(MIN_SILENCE_S, SILENCE_IN_STALE_TIMES * settings.staleAfter);
  }

  /** @param silentOpenings number of openings in a row without a line, before this one */
  limitS(silentOpenings: number): number {
    if (this.onlyWrites) return Number.POSITIVE_INFINITY;
    const { silence } = this.settings;
    const rhythmS = this.rhythm.hasLine ? this.rhythmLimitS : UNKNOWN_RHYTHM_S;
    const limitS = silence ?? Math.max(this.floorS, rhythmS);
    return this.rhythm.hasLine ? limitS : Math.max(limitS, firstLineS(limitS, silentOpenings));
  }

  /** A port that was silent for a shorter time talks as it always did: then it is not reopened on a request either. */
  get talkingS(): number {
    return this.settings.silence ?? this.rhythmLimitS;
  }

  private get rhythmLimitS(): number {
    const { pauseS } = this.rhythm;
    return Number.isNaN(pauseS) ? UNKNOWN_RHYTHM_S : SILENCE_IN_PAUSES * pauseS;
  }
}

function firstLineS(limitS: number, silentOpenings: number): number {
  return Math.min(LONGEST_FIRST_S, limitS * 2 ** silentOpenings);
}
