// The watchdog relay of the heartbeat: closed while edges come, open soon after the last one (docs/hardware.md).
import type { Level } from '../../hal.js';

const DROP_OUT_S = 0.4;

export class WatchdogRelay {
  private level: Level | null = null;
  private edgeS = Number.NEGATIVE_INFINITY;

  /** Reads the level of the line at `nowS`, monotonic seconds. The first level does not count as an edge. */
  look(level: Level, nowS: number): void {
    if (this.level !== null && level !== this.level) this.edgeS = nowS;
    this.level = level;
  }

  isClosed(nowS: number): boolean {
    return nowS - this.edgeS <= DROP_OUT_S;
  }
}
