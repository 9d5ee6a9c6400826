// The rules in flat arrays: one pass finds those that have something to do in this tick.
import type { ProcessImage } from '../state/image.js';
import type { Alarm } from './alarm.js';
import { type Judge, VERDICT } from './judge.js';
import type { AlarmLifecycle } from './lifecycle.js';
import type { AlarmRegistry } from './registry.js';

/** A constant of this module: an imported or exported one is looked up at each use, also in a loop. */
const HOLDS = VERDICT.holds;

/**
 * Most rules have nothing to do on most ticks: the alarm is at rest, and the value is far from the limit. Such a rule costs two
 * comparisons here, and its objects are not touched, so they need no place in the processor's caches.
 */
export class RuleTable {
  private alarms: readonly Alarm[] = [];
  private judges: readonly Judge[] = [];
  private channels = new Int32Array(0);
  /** The range of each rule in which the value has nothing to say. */
  private from = new Float64Array(0);
  private to = new Float64Array(0);
  /** The quantity that each rule compared last. */
  private measured = new Float64Array(0);
  /** 1 for each alarm that is at rest. Only {@link evaluate} ends the rest of an alarm. */
  private atRest = new Uint8Array(0);
  private followed = 0;

  /** Takes over the rules of the registry when they have changed. */
  follow(registry: AlarmRegistry): void {
    if (registry.changes === this.followed) return;
    this.followed = registry.changes;
    this.build(registry.rules);
  }

  /** Judges all rules and lets their alarms act. Nothing is allocated unless an alarm changes. */
  evaluate(clock: Float64Array, image: ProcessImage, plantRuns: boolean, lifecycle: AlarmLifecycle): void {
    const { channels, from, to, measured, atRest } = this;
    for (let row = 0; row < channels.length; row++) {
      const channel = channels[row]!;
      if (atRest[row] === 1 && image.isUsable(channel)) {
        const value = image.read(channel);
        if (value >= from[row]! && value <= to[row]!) {
          measured[row] = value;
          continue;
        }
      }
      const verdict = this.judges[row]!.judge(image, channel, plantRuns, atRest[row] === 0);
      if (verdict !== HOLDS && atRest[row] === 1) continue;
      const alarm = this.alarms[row]!;
      lifecycle.step(alarm, verdict, clock);
      atRest[row] = alarm.isAtRest ? 1 : 0;
    }
  }

  private build(rules: readonly Alarm[]): void {
    const alarms = rules.filter(({ judge }) => judge !== null);
    const judges = alarms.map(({ judge }) => judge!);
    const measured = new Float64Array(alarms.length);
    judges.forEach((judge, row) => {
      judge.measureInto(measured.subarray(row, row + 1));
    });
    this.alarms = alarms;
    this.judges = judges;
    this.measured = measured;
    this.channels = Int32Array.from(alarms, ({ channel }) => channel);
    this.from = Float64Array.from(judges, ({ quietFrom }) => quietFrom);
    this.to = Float64Array.from(judges, ({ quietTo }) => quietTo);
    this.atRest = Uint8Array.from(alarms, ({ isAtRest }) => (isAtRest ? 1 : 0));
  }
}
