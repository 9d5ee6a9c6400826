// The judges that count: transitions of alarms, events, and how often a value begins to be as wanted.
import type { Alert, ControlEvent } from '../../vocabulary/events.js';
import { describeWanted, satisfies } from './comparison.js';
import { isWithin, type Judge, listed, type Verdict } from './judge.js';
import { alertMatches, conditions, type Probe, type View, valuesProbe } from './probes.js';
import type { Counted, Expectation, Wanted } from './scenario-schema.js';

/** What a judge counts besides values. */
type Occurrence = Extract<Counted, { alert: string } | { event: string }>;

export function countJudge(expectation: Expectation, count: Counted, from: number, to: number): Judge {
  return isOccurrence(count)
    ? new Count(expectation, count, from, to)
    : new Beginnings(expectation, count, from, to);
}

function isOccurrence(count: Counted): count is Occurrence {
  return 'alert' in count || 'event' in count;
}

function verdictOf(expectation: Expectation, subject: string, seen: number, at: number | null): Verdict {
  const { above, below, equals, within, between } = expectation;
  const wanted = { above, below, equals, within };
  const passed = satisfies(seen, wanted);
  const when = between === undefined ? '' : ` between ${between[0]} and ${between[1]} s`;
  const text = `count of ${subject} ${describeWanted(wanted)}${when}`;
  return { text, passed, at, seen, message: passed ? '' : `counted ${seen}` };
}

/** Counts the transitions of an alarm into a state, or the events of a type. */
class Count implements Judge {
  private seen = 0;
  private last: number | null = null;
  private readonly states = new Map<string, string>();

  constructor(
    private readonly expectation: Expectation,
    private readonly count: Occurrence,
    private readonly from: number,
    private readonly to: number,
  ) {}

  observe(view: View): void {
    for (const event of view.events) {
      if (!this.counts(event) || !isWithin(view.timeS, this.from, this.to)) continue;
      this.seen++;
      this.last = view.timeS;
    }
  }

  verdict(): Verdict {
    return verdictOf(this.expectation, this.subject(), this.seen, this.last);
  }

  private counts(event: ControlEvent): boolean {
    const { count } = this;
    if ('event' in count) return event.type === count.event;
    if (event.type !== 'alert') return false;
    const { rule, state } = event.data as unknown as Alert;
    // An acknowledged or shelved alarm is reported again in the same state: that is not a transition.
    const changed = this.states.get(rule) !== state;
    this.states.set(rule, state);
    return changed && alertMatches(count.alert, rule) && state === count.state;
  }

  private subject(): string {
    const { count } = this;
    return 'event' in count ? `event ${count.event}` : `${count.alert} ${count.state}`;
  }
}

/** Counts how often values begin to be as wanted; values that are so at the first tick of the span count as one beginning. */
class Beginnings implements Judge {
  private seen = 0;
  private last: number | null = null;
  private held = false;
  private readonly probe: Probe;
  private readonly subject: string;

  constructor(
    private readonly expectation: Expectation,
    wanted: Readonly<Record<string, Wanted>>,
    private readonly from: number,
    private readonly to: number,
  ) {
    this.probe = valuesProbe(conditions(wanted));
    this.subject = listed(wanted);
  }

  observe(view: View): void {
    if (!isWithin(view.timeS, this.from, this.to)) return;
    const holds = this.probe.look(view);
    if (holds && !this.held) {
      this.seen++;
      this.last = view.timeS;
    }
    this.held = holds;
  }

  verdict(): Verdict {
    return verdictOf(this.expectation, this.subject, this.seen, this.last);
  }
}
