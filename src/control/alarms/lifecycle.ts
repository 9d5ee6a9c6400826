// Moves alarms through their state machine, and carries out the effect of each transition.
import type { Alarm } from './alarm.js';
import type { Announcer } from './announcer.js';
import { VERDICT, type Verdict } from './judge.js';
import { type AlarmInput, transition } from './state-machine.js';
import type { AlarmStatistics } from './statistics.js';

export class AlarmLifecycle {
  /** True when a root alarm has changed, so that the suppression of other alarms has to be decided again. */
  rootsHaveChanged = true;
  private readonly announcer: Announcer;
  private readonly statistics: AlarmStatistics;

  constructor(announcer: Announcer, statistics: AlarmStatistics) {
    this.announcer = announcer;
    this.statistics = statistics;
  }

  /** Advances an alarm by one tick, with the verdict on its condition. */
  step(alarm: Alarm, verdict: Verdict, clock: Float64Array): void {
    if (!alarm.definition.enabled) {
      this.feed(alarm, 'withdraw', clock);
      return;
    }
    const { suppressor } = alarm;
    if (suppressor !== null) countConsequence(alarm, suppressor, verdict);
    const input = alarm.inputOf(suppressor === null ? verdict : VERDICT.none, clock);
    if (input !== null) this.feed(alarm, input, clock);
  }

  /** Gives an alarm an input and announces the result. */
  feed(alarm: Alarm, input: AlarmInput, clock: Float64Array): void {
    const { to, effect } = transition(alarm.state, alarm.hold, input);
    if (to === alarm.state) return;
    alarm.enter(to);
    if (alarm.definition.isRoot) this.rootsHaveChanged = true;
    if (effect === 'nothing') return;
    if (effect === 'begin') {
      alarm.begin(clock);
      this.statistics.countOccurrence(alarm.definition.level);
      this.announcer.begin(alarm, clock);
    } else {
      this.announcer.update(alarm, clock);
    }
  }
}

/** A suppressed alarm that would have been raised counts once for each suppression. */
function countConsequence(alarm: Alarm, root: Alarm, verdict: Verdict): void {
  if (verdict !== VERDICT.holds || alarm.isRaised || alarm.isCountedAsConsequence) return;
  alarm.isCountedAsConsequence = true;
  root.consequences++;
}
