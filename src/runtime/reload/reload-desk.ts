// A reload from request to outcome: read by another thread, checked as a whole, applied at a control tick; one at a time.
import type { Config, ConfigChange, ReloadPlan } from '../../config/index.js';
import { formatProblem } from '../../config/problem.js';
import type { ConfigurationStatus, ReloadOutcome } from '../../report/configuration.js';
import type { ConfigSource, ReadResult } from './protocol.js';

export interface ReloadDeskParts {
  readonly source: ConfigSource;
  /** Called when a reload begins. {@link told} follows in any case, unless the program ends before. */
  readonly begun: () => void;
  /** Never rejects. */
  readonly read: () => Promise<ReadResult>;
  /** Prepares the change for the next control tick. @throws Error that says why it is not possible */
  readonly prepare: (plan: ReloadPlan, file: string) => void;
  /** True until a control tick has applied the change. */
  readonly isPending: () => boolean;
  /** Called when the control thread has applied the change, so that the rest of the program follows. */
  readonly applied: (config: Config) => void;
  /** How long the last control tick took, microseconds. */
  readonly tickUs: () => number;
  /** Called with each outcome, after {@link applied}. When the reload succeeded, `problems` has warnings only. */
  readonly told: (outcome: ReloadOutcome, needsRestart: readonly ConfigChange[]) => void;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
}

/**
 * Requests during a reload lead to one more reload after it, because the file may have changed. Requests before {@link open}
 * wait for it.
 */
export class ReloadDesk {
  private isOpen = false;
  private isAsked = false;
  private isReading = false;
  private result: ReadResult | null = null;
  private underWay: ReloadPlan | null = null;
  private warnings: readonly string[] = [];
  private needsRestart: readonly string[] = [];
  private lastReload: ReloadOutcome | null = null;
  private loadedAt: number;

  constructor(private readonly parts: ReloadDeskParts) {
    this.loadedAt = parts.wallClock();
  }

  get status(): ConfigurationStatus {
    const { loadedAt, needsRestart, lastReload } = this;
    return { file: this.parts.source.file, loadedAt, needsRestart, lastReload };
  }

  /** Called when the program runs and control ticks begin. */
  open(): void {
    this.isOpen = true;
    this.begin();
  }

  request(): void {
    this.isAsked = true;
    this.begin();
  }

  /** Ends it: no reload begins after this. */
  close(): void {
    this.isOpen = false;
  }

  /** To be called after each base tick, when there is time. */
  serve(): void {
    if (this.result !== null) this.judge(this.result);
    else if (this.underWay !== null && !this.parts.isPending()) this.finish(this.underWay);
  }

  private begin(): void {
    const isBusy = this.isReading || this.result !== null || this.underWay !== null;
    if (!this.isOpen || !this.isAsked || isBusy) return;
    this.isAsked = false;
    this.isReading = true;
    this.parts.begun();
    void this.parts.read().then((result) => {
      this.isReading = false;
      this.result = result;
    });
  }

  private judge(result: ReadResult): void {
    this.result = null;
    const problems = result.problems.map(formatProblem);
    if (!result.ok) {
      this.refuse(problems);
      return;
    }
    try {
      this.parts.prepare(result.plan, this.parts.source.file);
    } catch (error) {
      this.refuse([`${this.parts.source.file}:1:1 -: ${(error as Error).message}`]);
      return;
    }
    this.warnings = problems;
    this.underWay = result.plan;
  }

  private refuse(problems: readonly string[]): void {
    this.tell({ ts: this.parts.wallClock(), ok: false, changes: [], problems, tickUs: null }, []);
  }

  private finish({ config, changes, needsRestart }: ReloadPlan): void {
    const { applied, tickUs, wallClock } = this.parts;
    this.underWay = null;
    const ts = wallClock();
    this.loadedAt = ts;
    this.needsRestart = needsRestart.map(({ key }) => key);
    applied(config);
    const keys = changes.map(({ key }) => key);
    const outcome = { ts, ok: true, changes: keys, problems: this.warnings, tickUs: tickUs() };
    this.tell(outcome, needsRestart);
  }

  private tell(outcome: ReloadOutcome, needsRestart: readonly ConfigChange[]): void {
    this.lastReload = outcome;
    this.parts.told(outcome, needsRestart);
    this.begin();
  }
}
