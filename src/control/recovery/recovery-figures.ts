// Counts the outcomes of attempts, by type of trouble and by strategy; at any time attempts = succeeded + failed + open.

export interface RecoveryCounts {
  readonly attempts: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Attempts that wait for their verdict. */
  readonly open: number;
  /** Troubles that no strategy helped against. */
  readonly escalated: number;
}

export class Counts implements RecoveryCounts {
  attempts = 0;
  succeeded = 0;
  failed = 0;
  escalated = 0;

  get open(): number {
    return this.attempts - this.succeeded - this.failed;
  }
}

/** Share of the judged attempts that succeeded; null before there is one. */
export function successRate({ succeeded, failed }: RecoveryCounts): number | null {
  const judged = succeeded + failed;
  return judged === 0 ? null : succeeded / judged;
}

/** By name; a new name begins at 0. */
export class CountsByName {
  private readonly byName = new Map<string, Counts>();

  of(name: string): Counts {
    let counts = this.byName.get(name);
    if (counts === undefined) {
      counts = new Counts();
      this.byName.set(name, counts);
    }
    return counts;
  }
}
