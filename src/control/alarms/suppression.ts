// One cause, one alarm: suppresses alarms that follow from a lost sensor, or from a step of the degradation ladder.
import type { Alarm } from './alarm.js';
import type { AlarmRegistry } from './registry.js';

/** For a channel, or the id of a built-in alarm without a channel: the channels that it is computed from. */
export type Dependencies = Readonly<Record<string, readonly string[]>>;

/** For a channel or an alarm's id: the degradation step from which on it is not computed. */
export type SuppressedFromStep = Readonly<Record<string, number>>;

export class Suppression {
  private readonly dependencies: Dependencies;
  private readonly fromStep: SuppressedFromStep;
  private readonly rootsOf = new Map<string, Alarm[]>();
  private readonly degraded: Alarm | null;

  /**
   * A measured channel has no dependencies, so a rule on it is never suppressed by an alarm on another channel.
   *
   * @param builtIns the built-in alarms, which include the root alarms
   */
  constructor(dependencies: Dependencies, fromStep: SuppressedFromStep, builtIns: readonly Alarm[]) {
    this.dependencies = dependencies;
    this.fromStep = fromStep;
    this.degraded = builtIns.find(({ id }) => id === 'degraded') ?? null;
    if (this.degraded === null && Object.keys(fromStep).length > 0) {
      throw new RangeError(
        "suppression by degradation step needs the built-in alarm 'degraded' to count under",
      );
    }
    for (const alarm of builtIns) {
      const { isRoot, channel } = alarm.definition;
      if (!isRoot || channel === null) continue;
      this.rootsOf.set(channel, [...(this.rootsOf.get(channel) ?? []), alarm]);
    }
  }

  /** Finds the root alarms that can explain an alarm; once, before the alarm is judged. */
  connect(alarm: Alarm): void {
    const { id, channel } = alarm.definition;
    const keys = channel === null ? [id] : [id, channel];
    alarm.roots = this.ancestors(keys)
      .filter((name) => name !== channel)
      .flatMap((name) => this.rootsOf.get(name) ?? []);
    alarm.suppressedFromStep = Math.min(...keys.map((key) => this.fromStep[key] ?? Number.POSITIVE_INFINITY));
  }

  /** Decides which root suppresses each alarm now. To be called when a root or the step has changed. */
  refresh({ builtIns, rules }: AlarmRegistry, conditions: Uint8Array, step: number): void {
    for (let i = 0; i < builtIns.length; i++) {
      const root = builtIns[i]!;
      root.explains = root.definition.enabled && conditions[i] === 1;
    }
    for (const alarm of builtIns) this.decide(alarm, step);
    for (const alarm of rules) this.decide(alarm, step);
  }

  private decide(alarm: Alarm, step: number): void {
    const root = outermost(alarm.roots) ?? this.rootByStep(alarm, step);
    if (root === null) alarm.isCountedAsConsequence = false;
    alarm.suppressor = root;
  }

  private rootByStep(alarm: Alarm, step: number): Alarm | null {
    return step >= alarm.suppressedFromStep ? this.degraded : null;
  }

  /** All channels that these are computed from, directly or indirectly. */
  private ancestors(keys: readonly string[]): string[] {
    const found = new Set<string>();
    const open = [...keys];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      for (const source of this.dependencies[name] ?? []) {
        if (found.has(source)) continue;
        found.add(source);
        open.push(source);
      }
    }
    return [...found];
  }
}

/** The root that explains and is not itself explained by another. */
function outermost(roots: readonly Alarm[]): Alarm | null {
  const explaining = roots.filter(({ explains }) => explains);
  return explaining.find((root) => !root.roots.some(({ explains }) => explains)) ?? explaining[0] ?? null;
}
