// A set of whole numbers that mostly follow one another, kept as ranges: a year of messages takes a few bytes.

export class SeqSet {
  /** @param ranges pairs `[from, to]` in rising order, as {@link ranges} returns them */
  constructor(ranges = []) {
    this.ranges = ranges.map(([from, to]) => [from, to]);
  }

  /** Lowest and highest number; null when there is none. */
  get span() {
    return this.ranges.length === 0 ? null : [this.ranges[0][0], this.ranges.at(-1)[1]];
  }

  /** Returns false when the number was there before. */
  add(seq) {
    // New numbers are at the end, those of an outage near it.
    let i = this.ranges.length;
    while (i > 0 && this.ranges[i - 1][0] > seq) i--;
    const before = this.ranges[i - 1];
    const after = this.ranges[i];
    if (before !== undefined && seq <= before[1]) return false;
    const joinsBefore = before !== undefined && before[1] === seq - 1;
    const joinsAfter = after !== undefined && after[0] === seq + 1;
    if (joinsBefore && joinsAfter) this.ranges.splice(i - 1, 2, [before[0], after[1]]);
    else if (joinsBefore) before[1] = seq;
    else if (joinsAfter) after[0] = seq;
    else this.ranges.splice(i, 0, [seq, seq]);
    return true;
  }

  /** The ranges `[from, to]` between the lowest and the highest number that are not in the set. */
  get gaps() {
    return this.ranges.slice(1).map(([from], i) => [this.ranges[i][1] + 1, from - 1]);
  }
}
