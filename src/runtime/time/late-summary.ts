// Logs late ticks: each of them at the level debug, and a summary once a minute at the level info.

import type { Logger } from '../../shared/log.js';
import { LATE_CAUSES } from '../../vocabulary/words.js';
import type { LateRecord } from './late-cause.js';

const MINUTE_MS = 60_000;

/** Until {@link close} it logs a line at the end of each minute in which a control tick was late. */
export class LateSummary {
  private readonly counts = LATE_CAUSES.map(() => 0);
  private worstUs = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly log: Pick<Logger, 'debug' | 'info'>) {
    this.timer = setInterval(() => this.tell(), MINUTE_MS).unref();
  }

  /** Takes a late tick with its cause. */
  readonly add = ({ tick, latenessUs, cause, detail }: LateRecord): void => {
    this.log.debug(`tick ${tick} was ${milliseconds(latenessUs)} late: ${cause}, ${detail}`);
    this.counts[LATE_CAUSES.indexOf(cause)]!++;
    this.worstUs = Math.max(this.worstUs, latenessUs);
  };

  /** Logs the summary of the minute that has begun, and ends. */
  close(): void {
    clearInterval(this.timer);
    this.tell();
  }

  private tell(): void {
    const total = this.counts.reduce((sum, count) => sum + count, 0);
    if (total === 0) return;
    const ticks = total === 1 ? '1 control tick was late' : `${total} control ticks were late`;
    const causes = LATE_CAUSES.map((cause, i) => ({ cause, count: this.counts[i]! }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count)
      .map(({ cause, count }) => `${count} ${cause}`);
    this.log.info(`${ticks} in the last minute, worst ${milliseconds(this.worstUs)}: ${causes.join(', ')}`);
    this.counts.fill(0);
    this.worstUs = 0;
  }
}

function milliseconds(us: number): string {
  return `${(us / 1000).toFixed(1)} ms`;
}
