// Counts the due messages by outcome: sent, thinned out, or dropped with a cause.

/**
 * `queue`: too many messages waited for a slow subscriber. `backlog`: too many bytes waited in its connection. `failed`: the
 * subscriber threw or rejected. `parked`: it gets no messages after failures. `lost`: the frame did not arrive.
 */
export const DROP_CAUSES = ['queue', 'backlog', 'failed', 'parked', 'lost'] as const;
export type DropCause = (typeof DROP_CAUSES)[number];

export class Tally {
  sent = 0;
  /** Left out on purpose by a lowered rate; this leaves no gap in `seq`. */
  thinned = 0;
  readonly byCause: Record<DropCause, number> = { queue: 0, backlog: 0, failed: 0, parked: 0, lost: 0 };
  private readonly total: Tally | undefined;

  /** @param total the tally of all subscribers together, which counts too */
  constructor(total?: Tally) {
    this.total = total;
  }

  get dropped(): number {
    return DROP_CAUSES.reduce((sum, cause) => sum + this.byCause[cause], 0);
  }

  send(): void {
    this.sent++;
    this.total?.send();
  }

  thin(count: number): void {
    this.thinned += count;
    this.total?.thin(count);
  }

  drop(cause: DropCause, count = 1): void {
    this.byCause[cause] += count;
    this.total?.drop(cause, count);
  }
}
