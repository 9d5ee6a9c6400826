// Answers requests for the full report when it disturbs least: right after a base tick, 16 ms before the next one.
import type { RealTimeMonitor } from '../../control/alarms/real-time-monitor.js';
import type { PerformanceProfiler } from '../../control/profiler/performance-profiler.js';
import type { ControlReport } from '../../report/profile.js';
import type { LateCauses } from '../time/late-cause.js';

export interface ReportDeskParts {
  readonly profiler: Pick<PerformanceProfiler, 'report'>;
  readonly lateCauses: Pick<LateCauses, 'records'>;
  readonly alarms: Pick<RealTimeMonitor, 'report'>;
  readonly answer: (id: number, report: ControlReport) => void;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

export class ReportDesk {
  private asked: number | null = null;

  constructor(private readonly parts: ReportDeskParts) {}

  /** Takes a request. It replaces an unanswered one, whose sender has given up. */
  ask(id: number): void {
    this.asked = id;
  }

  /** To be called after each base tick: answers a waiting request. */
  serve(): void {
    if (this.asked !== null) this.reply(this.asked);
  }

  private reply(id: number): void {
    const { profiler, lateCauses, alarms, answer, wallClock } = this.parts;
    this.asked = null;
    answer(id, {
      ts: wallClock(),
      profile: profiler.report(),
      lateTicks: lateCauses.records,
      alarms: alarms.report(),
    });
  }
}
