// Finds the cause of every late control tick: garbage collection, the previous tick, a blocking call, or the operating system.
import type { PerformanceProfiler } from '../../control/profiler/performance-profiler.js';
import { LATE_CAUSES, type LateCause, PHASES } from '../../vocabulary/words.js';
import { PACE } from './pacer.js';
import { type ThreadEvidence, watchThread } from './thread-evidence.js';

/** A control tick that begins later than this after its deadline is late. */
const LATE_MS = 1;
/** Garbage collections are reported with a delay, so a verdict waits this long. */
const VERDICT_AFTER_MS = 500;
/** How many late ticks are remembered. */
const RECORDS = 32;

/** What is known about a late tick. All times in milliseconds. */
export interface Lateness {
  readonly tick: number;
  readonly dueMs: number;
  readonly beganMs: number;
  /** When the previous tick ended. */
  readonly previousEndMs: number;
  /** The longest phase of the previous control tick, if that tick was still running at the deadline. */
  readonly longestPhase: string | null;
  readonly longestPhaseMs: number;
  /** When the event loop called the pacer for this tick. */
  readonly calledMs: number;
  /** How long the loop was busy with other work just before. */
  readonly loopBusyMs: number;
  /** How long the thread has waited for a processor since the previous control tick. */
  readonly runDelayMs: number;
}

export interface LateRecord {
  readonly tick: number;
  readonly latenessUs: number;
  readonly cause: LateCause;
  /** The cause in words. */
  readonly detail: string;
}

/**
 * The first cause that explains at least half of the lateness. The order matters, because one hides the other: a collection also
 * makes a tick long, and a long tick also keeps the loop busy. Without any other cause it was the operating system.
 */
export function judge(late: Lateness, gcMs: number): LateRecord {
  const { tick, dueMs, beganMs, previousEndMs, calledMs, loopBusyMs, runDelayMs } = late;
  const latenessMs = beganMs - dueMs;
  const half = latenessMs / 2;
  const verdict = (cause: LateCause, detail: string): LateRecord => {
    return { tick, latenessUs: Math.round(latenessMs * 1000), cause, detail };
  };
  if (gcMs >= half) {
    return verdict('gc', `garbage was collected for ${format(gcMs)}`);
  }
  const overrunMs = previousEndMs - dueMs;
  if (overrunMs >= half) {
    const { longestPhase: phase, longestPhaseMs } = late;
    const longest =
      phase === null ? 'between control ticks' : `longest phase ${phase}, ${format(longestPhaseMs)}`;
    return verdict('phase', `the previous tick ran ${format(overrunMs)} over the deadline (${longest})`);
  }
  const blockedMs = calledMs > dueMs ? loopBusyMs - runDelayMs : 0;
  if (blockedMs >= half) {
    return verdict('blocked', `the event loop was held for ${format(blockedMs)}`);
  }
  return verdict(
    'os',
    runDelayMs > 0 ? `the thread waited ${format(runDelayMs)} for a processor` : 'the thread was woken late',
  );
}

function format(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}

export interface LateCausesOptions {
  /** Default: this thread's. Closed by {@link LateCauses.close}. */
  readonly evidence?: ThreadEvidence;
  /** Called with each verdict, about half a second after the late tick. */
  readonly onVerdict?: (record: LateRecord) => void;
}

/** Fixed memory: the counts, the last 32 verdicts, and at most 32 late ticks that wait for a verdict. */
export class LateCauses {
  /** How many late ticks each of LATE_CAUSES has caused. */
  readonly counts = new Uint32Array(LATE_CAUSES.length);
  private readonly kept: LateRecord[] = [];
  private readonly waiting: Lateness[] = [];
  private readonly profiler: Pick<PerformanceProfiler, 'longestPhase' | 'lastPhaseUs'>;
  private readonly evidence: ThreadEvidence;
  private readonly onVerdict: (record: LateRecord) => void;
  private controlEndMs = 0;
  private runDelayMs = 0;

  constructor(
    profiler: Pick<PerformanceProfiler, 'longestPhase' | 'lastPhaseUs'>,
    { evidence = watchThread(), onVerdict = () => {} }: LateCausesOptions = {},
  ) {
    this.profiler = profiler;
    this.evidence = evidence;
    this.onVerdict = onVerdict;
    this.runDelayMs = evidence.runDelayMs();
  }

  /** How many late ticks each cause has caused. */
  byCause(): Record<LateCause, number> {
    return Object.fromEntries(LATE_CAUSES.map((cause, i) => [cause, this.counts[i]!])) as Record<
      LateCause,
      number
    >;
  }

  /** The last late ticks, oldest first. */
  get records(): readonly LateRecord[] {
    return this.kept;
  }

  /** To be called at the beginning of a control tick, with the pacer's record of it. */
  beginTick(pace: Float64Array): void {
    if (pace[PACE.latenessMs]! > LATE_MS) {
      this.waiting.push(this.gather(pace));
    }
    const settledMs = pace[PACE.beganMs]! - VERDICT_AFTER_MS;
    while (
      this.waiting.length > 0 &&
      (this.waiting[0]!.beganMs <= settledMs || this.waiting.length > RECORDS)
    ) {
      this.settle(this.waiting.shift()!);
    }
  }

  /** To be called at the end of a control tick. */
  endTick(nowMs: number): void {
    this.controlEndMs = nowMs;
    this.runDelayMs = this.evidence.runDelayMs();
  }

  /** Gives the waiting verdicts, and stops watching. */
  close(): void {
    for (const late of this.waiting.splice(0)) {
      this.settle(late);
    }
    this.evidence.close();
  }

  private gather(pace: Float64Array): Lateness {
    const dueMs = pace[PACE.dueMs]!;
    const phase = this.profiler.longestPhase;
    return {
      tick: pace[PACE.tick]!,
      dueMs,
      beganMs: pace[PACE.beganMs]!,
      previousEndMs: pace[PACE.previousEndMs]!,
      longestPhase: this.controlEndMs > dueMs ? PHASES[phase]! : null,
      longestPhaseMs: this.profiler.lastPhaseUs(phase) / 1000,
      calledMs: pace[PACE.calledMs]!,
      loopBusyMs: pace[PACE.loopBusyMs]!,
      runDelayMs: Math.max(0, this.evidence.runDelayMs() - this.runDelayMs),
    };
  }

  private settle(late: Lateness): void {
    const record = judge(late, this.evidence.gcMs(late.dueMs, late.beganMs));
    const cause = LATE_CAUSES.indexOf(record.cause);
    this.counts[cause] = this.counts[cause]! + 1;
    this.kept.push(record);
    if (this.kept.length > RECORDS) {
      this.kept.shift();
    }
    this.onVerdict(record);
  }
}
