// Watches the plant at the load that was found: says when the objective is no more what it was.

/** A measurement differs when it is off by this share and by more than chance explains. */
const CHANGE_SHARE = 0.02;
const CHANCE_ERRORS = 2;
/** One measurement may be disturbed; so many in a row are a change. */
const PERSISTS = 2;
/** How fast the expectation follows slow changes, which the occasional probes answer. */
const FOLLOWING = 0.1;
/** What a search measured soon after a step may be off by this share of itself: swings take minutes to grow, or to die. */
const PROBE_ERROR = 0.03;

/** Values and errors are in the unit of the objective. */
export class HoldWatch {
  /** What is expected of the held load, and its standard error. */
  expected = Number.NaN;
  error = 0;
  private isProvisional = true;
  private off = 0;

  /** Begins with what the search measured at this load. */
  begin(value: number, error: number): void {
    this.expected = value;
    this.error = Math.max(error, PROBE_ERROR * Math.abs(value));
    this.isProvisional = true;
    this.off = 0;
  }

  /** Takes a measurement at the held load; true when the objective has changed for good. */
  take(mean: number, error: number): boolean {
    const change = mean - this.expected;
    const chance = CHANCE_ERRORS * Math.hypot(error, this.error);
    if (Math.abs(change) > CHANGE_SHARE * Math.abs(this.expected) + chance) {
      this.off++;
      return this.off >= PERSISTS;
    }
    this.off = 0;
    this.expected += (this.isProvisional ? 1 : FOLLOWING) * change;
    if (this.isProvisional) this.error = error;
    this.isProvisional = false;
    return false;
  }
}
