// Tells whether an alarm doubts one of some channels, and which alarm it is.
import { SENSOR_ALARMS } from '../../../catalogue/alarm-ids.js';
import type { AlarmHandle, BuiltInHandles } from '../../alarms/handles.js';
import type { RealTimeMonitor } from '../../alarms/real-time-monitor.js';
import type { ControlPlan } from '../../plan/plan.js';

/** A divergence of the twin that stands for longer than this, s, doubts the model and not a sensor. */
const LONGEST_DIVERGENCE_S = 1800;

export interface DoubtSources {
  readonly monitor: RealTimeMonitor;
  readonly builtIns: BuiltInHandles;
  /** The channel of which the twin says that it most likely is wrong; null while the twin agrees with the plant. */
  readonly twin: { readonly divergedChannel: string | null };
}

/** Acknowledged or shelved alarms count: the sensor is not better by that. Alarms out of service do not. */
export class DoubtedChannels {
  /** The alarm that doubts a channel now; empty when there is none. */
  alarm = '';
  /** In: time since the last control tick, s. */
  elapsedS = 0;
  private divergedForS = 0;
  private readonly handles: readonly AlarmHandle[];
  private readonly names: readonly string[];
  private readonly channels: readonly string[];

  constructor(
    private readonly sources: DoubtSources,
    plan: ControlPlan,
    channels: readonly string[],
  ) {
    const { builtIns } = sources;
    const sensors = plan.layout.channels.slice(0, plan.sensorCount);
    this.channels = channels.filter((channel) => sensors.includes(channel));
    const pairs = this.channels.flatMap((channel) =>
      SENSOR_ALARMS.map((id) => ({
        name: `${id}.${channel}`,
        handle: builtIns[id][sensors.indexOf(channel)]!,
      })),
    );
    this.names = pairs.map(({ name }) => name);
    this.handles = pairs.map(({ handle }) => handle);
  }

  /** True while an alarm is raised that doubts one of the channels. */
  update(): boolean {
    this.alarm = this.find();
    return this.alarm !== '';
  }

  private find(): string {
    const { handles } = this;
    const { monitor, builtIns, twin } = this.sources;
    for (let i = 0; i < handles.length; i++) {
      if (monitor.isRaised(handles[i]!)) return this.names[i]!;
    }
    if (monitor.isRaised(builtIns.energy_balance)) return 'energy_balance';
    if (!monitor.isRaised(builtIns.twin_divergence)) this.divergedForS = 0;
    else this.divergedForS += this.elapsedS;
    const { divergedChannel } = twin;
    const isNamed = divergedChannel !== null && this.channels.includes(divergedChannel);
    const counts = this.divergedForS > 0 && this.divergedForS <= LONGEST_DIVERGENCE_S;
    return isNamed && counts ? 'twin_divergence' : '';
  }
}

/** The channels on which the search relies. A power that is computed relies on its two factors. */
export function usedChannels({ config, powerByFormula }: ControlPlan): readonly string[] {
  const { overspeed } = config.interlocks;
  return [
    'chain.velocity',
    'chain.tension',
    ...(powerByFormula ? ['generator.voltage', 'generator.current'] : ['generator.power']),
    ...(config.optimizer.load === 'efficiency' ? ['pneumatics.compressorPower'] : []),
    ...(overspeed.enabled && overspeed.channel !== 'chain.velocity' ? [overspeed.channel] : []),
  ];
}
