// One cause, one alarm: suppresses alarms that follow from a lost sensor, or from a step of the degradation ladder.
import type { ProcessImage } from '../state/image.js';
import type { Alarm } from './alarm.js';
import type { AlarmRegistry } from './registry.js';
import { isRaised } from './state-machine.js';

/** For a channel, or the id of a built-in alarm without a channel: the channels that it is computed from. */
export type Dependencies = Readonly<Record<string, readonly string[]>>;

/** For a channel or an alarm's id: the degradation step from which on it is not computed. */
export type SuppressedFromStep = Readonly<Record<string, number>>;

export class Suppression {
  private readonly dependencies: Dependencies;
  private readonly fromStep: SuppressedFromStep;
  /** The root alarms, and of each the image index of its channel and whether the channel was usable at the last decision. */
  private readonly roots: readonly Alarm[];
  private readonly rootChannels: Int32Array;
  private readonly rootUsable: Uint8Array;
  /** True while a root alarm could suppress others. */
  private someAreRaised = false;
  private readonly degraded: Alarm | null;

  /**
   * A measured channel has no dependencies, so a rule on it is never suppressed by an alarm on another channel.
   *
   * @param builtIns the built-in alarms, which include the root alarms
   * @param channels the names of the process image, in its order
   */
  constructor(
    dependencies: Dependencies,
    fromStep: SuppressedFromStep,
    builtIns: readonly Alarm[],
    channels: readonly string[],
  ) {
    this.dependencies = dependencies;
    this.fromStep = fromStep;
    this.degraded = builtIns.find(({ id }) => id === 'degraded') ?? null;
    if (this.degraded === null && Object.keys(fromStep).length > 0) {
      throw new RangeError(
        "suppression by degradation step needs the built-in alarm 'degraded' to count under",
      );
    }
    this.roots = builtIns.filter(({ definition }) => definition.isRoot);
    this.rootChannels = Int32Array.from(this.roots, ({ definition }) =>
      channels.indexOf(definition.channel ?? ''),
    );
    this.rootUsable = new Uint8Array(this.roots.length);
  }

  /** Finds the root alarms that can explain an alarm; once, before the alarm is judged. */
  connect(alarm: Alarm): void {
    const { id, channel } = alarm.definition;
    const keys = [id, channel ?? id];
    alarm.roots = this.ancestors(keys)
      .filter((name) => name !== channel)
      .flatMap((name) => this.roots.filter(({ definition }) => definition.channel === name));
    alarm.suppressedFromStep = Math.min(...keys.map((key) => this.fromStep[key] ?? Number.POSITIVE_INFINITY));
  }

  /** Decides which root suppresses each alarm now. To be called when a root or the step has changed. */
  refresh(registry: AlarmRegistry, conditions: Uint8Array, step: number, image: ProcessImage): void {
    this.someAreRaised = false;
    for (let i = 0; i < this.roots.length; i++) {
      const root = this.roots[i]!;
      const isThere = conditions[registry.indexOf(root.id)] === 1 || isRaised(root.state);
      if (isThere) this.someAreRaised = true;
      this.rootUsable[i] = this.usable(image, i);
      root.explains = root.definition.enabled && isThere && this.rootUsable[i] === 0;
    }
    for (const alarm of registry.builtIns) this.decide(alarm, step);
    for (const alarm of registry.rules) this.decide(alarm, step);
  }

  /** True when the value of a raised root's channel has become usable, or has ceased to be, since the last decision. */
  hasChanged(image: ProcessImage): boolean {
    if (!this.someAreRaised) return false;
    for (let i = 0; i < this.roots.length; i++) {
      if (this.usable(image, i) !== this.rootUsable[i]) return true;
    }
    return false;
  }

  private usable(image: ProcessImage, root: number): number {
    return image.isUsable(this.rootChannels[root]!) ? 1 : 0;
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
