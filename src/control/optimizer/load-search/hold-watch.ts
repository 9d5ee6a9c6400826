// Watches the plant at the load that was found, and reports when the objective has changed.

/** A measurement differs when it is off by this share and by more than its error explains. */
const CHANGE_SHARE = 0.02;
const CHANCE_ERRORS = 2;
/** A single measurement may be disturbed; this many in a row are a change. */
const PERSISTS = 2;
/** How fast the expectation follows slow changes. The occasional probes react to those. */
const FOLLOWING = 0.1;
/** A search measures soon after a step, so its value may be off by this share: swings take minutes to grow or to decay. */
const PROBE_ERROR = 0.03;

/** Values and errors are in the unit of the objective. */
export class HoldWatch {
  /** The expected value at the held load, and its standard error. */
  expected = Number.NaN;
  error = 0;
  private isProvisional = true;
  private off = 0;

  /** Begins with the value that the search measured at this load. */
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
