// The judges, one for each expectation: a judge watches the ticks and gives its verdict at the end.
import { type Seen, satisfies } from './comparison.js';
import { countJudge } from './counts.js';
import { EPSILON_S, isWithin, type Judge, listed, show, text, unseen, type Verdict } from './judge.js';
import {
  alertProbe,
  type Condition,
  conditions,
  type Probe,
  probesOf,
  type View,
  valuesProbe,
} from './probes.js';
import { type Expectation, isStreamPath, pathsOf } from './scenario-schema.js';

/** An expectation with a `stream:` path is judged on every base tick as a whole. */
export function judgeFor(expectation: Expectation): Judge {
  const judge = judgeOf(expectation);
  if (!pathsOf(expectation).some(isStreamPath)) return judge;
  return {
    onBaseTicks: true,
    observe: (view) => judge.observe(view),
    verdict: () => judge.verdict(),
  };
}

function judgeOf(expectation: Expectation): Judge {
  const { at, between, always, never, count, mean, alert } = expectation;
  const from = between?.[0] ?? 0;
  const to = between?.[1] ?? Number.POSITIVE_INFINITY;
  if (always !== undefined)
    return new Throughout(text('always', always, between), probesOf(always), from, to, true);
  if (never !== undefined)
    return new Throughout(text('never', never, between), probesOf(never), from, to, false);
  if (count !== undefined) return countJudge(expectation, count, from, to);
  if (mean !== undefined) return new Mean(text('mean', mean, between), conditions(mean), from, to);
  const subject =
    alert === undefined ? listed(expectation.values) : `${alert} is ${expectation.state ?? 'active'}`;
  const when = at === undefined ? `between ${from} and ${to} s` : `at ${at} s`;
  const probe =
    alert === undefined
      ? valuesProbe(conditions(expectation.values))
      : alertProbe(alert, expectation.state ?? 'active');
  return at === undefined
    ? new AtLeastOnce(`${subject} ${when}`, probe, from, to)
    : new Once(`${subject} ${when}`, probe, at);
}

/** Judges the first tick at or after a time. */
class Once implements Judge {
  private result: { passed: boolean; at: number; seen: Seen } | null = null;

  constructor(
    private readonly text: string,
    private readonly probe: Probe,
    private readonly at: number,
  ) {}

  observe(view: View): void {
    if (this.result !== null || view.timeS < this.at - EPSILON_S) return;
    this.result = { passed: this.probe.look(view), at: view.timeS, seen: this.probe.seen };
  }

  verdict(): Verdict {
    if (this.result === null) return unseen(this.text);
    return {
      text: this.text,
      ...this.result,
      message: this.result.passed ? '' : `saw ${show(this.result.seen)}`,
    };
  }
}

/** Passes when the condition holds on at least one tick within a span. */
class AtLeastOnce implements Judge {
  private result: { at: number; seen: Seen } | null = null;
  private lastSeen: Seen;
  private looked = false;

  constructor(
    private readonly text: string,
    private readonly probe: Probe,
    private readonly from: number,
    private readonly to: number,
  ) {}

  observe(view: View): void {
    if (this.result !== null || !isWithin(view.timeS, this.from, this.to)) return;
    this.looked = true;
    if (this.probe.look(view)) this.result = { at: view.timeS, seen: this.probe.seen };
    this.lastSeen = this.probe.seen;
  }

  verdict(): Verdict {
    if (this.result !== null) return { text: this.text, passed: true, ...this.result, message: '' };
    if (!this.looked) return unseen(this.text);
    return {
      text: this.text,
      passed: false,
      at: null,
      seen: this.lastSeen,
      message: `it never held; the last value was ${show(this.lastSeen)}`,
    };
  }
}

/** Each condition has to hold (`always`) or must not hold (`never`) on every tick of a span. */
class Throughout implements Judge {
  private broken: { at: number; seen: Seen; what: string } | null = null;
  private lastSeen: Seen;
  private looked = false;

  constructor(
    private readonly text: string,
    private readonly probes: readonly Probe[],
    private readonly from: number,
    private readonly to: number,
    private readonly holds: boolean,
  ) {}

  observe(view: View): void {
    if (this.broken !== null || !isWithin(view.timeS, this.from, this.to)) return;
    this.looked = true;
    for (const probe of this.probes) {
      const isMet = probe.look(view);
      this.lastSeen = probe.seen;
      if (isMet !== this.holds) {
        this.broken = { at: view.timeS, seen: probe.seen, what: probe.what };
        return;
      }
    }
  }

  verdict(): Verdict {
    if (!this.looked) return unseen(this.text);
    if (this.broken === null)
      return { text: this.text, passed: true, at: null, seen: this.lastSeen, message: '' };
    const { at, seen, what } = this.broken;
    return {
      text: this.text,
      passed: false,
      at,
      seen,
      message: `${what} was ${show(seen)} at ${at.toFixed(3)} s`,
    };
  }
}

/** Judges the mean of channels over the ticks of a span; ticks without a value are left out. */
class Mean implements Judge {
  private readonly sums: number[];
  private readonly counts: number[];

  constructor(
    private readonly text: string,
    private readonly wanted: readonly Condition[],
    private readonly from: number,
    private readonly to: number,
  ) {
    this.sums = wanted.map(() => 0);
    this.counts = wanted.map(() => 0);
  }

  observe(view: View): void {
    if (!isWithin(view.timeS, this.from, this.to)) return;
    this.wanted.forEach(([path], i) => {
      const seen = view.value(path);
      if (typeof seen !== 'number') return;
      this.sums[i]! += seen;
      this.counts[i]! += 1;
    });
  }

  verdict(): Verdict {
    const means = this.sums.map((sum, i) => (this.counts[i]! > 0 ? sum / this.counts[i]! : null));
    const failed = this.wanted.findIndex(([, value], i) => !satisfies(means[i], value));
    const seen = means[Math.max(failed, 0)];
    const message = failed < 0 ? '' : `the mean of ${this.wanted[failed]![0]} is ${show(seen)}`;
    return { text: this.text, passed: failed < 0, at: null, seen, message };
  }
}
