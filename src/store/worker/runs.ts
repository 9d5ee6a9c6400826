// The record of the program's runs: number, whether the run ended in order, and whether it left outputs energised.
import type { Database, Statement } from './database/database.js';

export interface RunBegun {
  readonly run: number;
  /** The previous run did not end in order. */
  readonly unclean: boolean;
  /** Outputs were energised when the previous run ended. */
  readonly energised: boolean;
}

const RUNS_KEPT = 1000;

export class Runs {
  private readonly db: Database;
  private readonly updateEnergised: Statement;

  constructor(db: Database) {
    this.db = db;
    this.updateEnergised = db.prepare('UPDATE runs SET energised = ? WHERE run = ?');
  }

  /**
   * Begins the run after the last one, or continues `resumeRun`. The number may be used once the caller's
   * transaction is committed.
   */
  begin(resumeRun: number | null): RunBegun {
    const previous = this.db
      .prepare('SELECT run, ended, energised FROM runs WHERE run < ? ORDER BY run DESC LIMIT 1')
      .get(resumeRun ?? Number.MAX_SAFE_INTEGER);
    const run = resumeRun ?? Number(previous?.run ?? 0) + 1;
    this.db.prepare('INSERT INTO runs (run) VALUES (?) ON CONFLICT DO NOTHING').run(run);
    this.db.prepare('DELETE FROM runs WHERE run <= ?').run(run - RUNS_KEPT);
    return {
      run,
      unclean: previous !== undefined && previous.ended !== 1,
      energised: previous !== undefined && previous.energised === 1,
    };
  }

  setEnergised(run: number, energised: boolean): void {
    this.updateEnergised.run(energised ? 1 : 0, run);
  }

  /** Whether outputs are energised in this run, by the last {@link setEnergised}. */
  isEnergised(run: number): boolean {
    return this.db.prepare('SELECT energised FROM runs WHERE run = ?').get(run)?.energised === 1;
  }

  end(run: number): void {
    this.db.prepare('UPDATE runs SET ended = 1 WHERE run = ?').run(run);
  }
}
