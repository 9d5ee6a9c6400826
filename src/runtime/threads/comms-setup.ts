// What the comms thread is told of the configuration and the plan.
import type { CommsSetup } from '../../comms/protocol.js';
import { type Config, sourcesByChannel } from '../../config/index.js';
import type { ControlPlan } from '../../control/plan/plan.js';
import type { ConfigurationStatus } from '../../report/configuration.js';
import type { StatusFields } from '../../report/status.js';
import { VERSION } from '../version.js';

/** The part of the status that no frame tells. */
export type RunIdentity = Pick<StatusFields, 'run' | 'log' | 'clock'>;
/** How things stand when the comms thread starts, or starts again; the frames tell the rest. */
export type Present = Pick<StatusFields, 'mode' | 'plant'>;

export function commsSetup(
  config: Config,
  plan: ControlPlan,
  identity: RunIdentity,
  { mode, plant }: Present,
  configuration: ConfigurationStatus,
  onVirtualDevices: boolean,
): CommsSetup {
  const { rules, builtIn } = config.alerts;
  return {
    deviceId: config.device.id,
    mqtt: config.mqtt,
    http: config.http,
    streamBufferSize: config.streams.bufferSize,
    streamAdaptiveSampling: config.streams.adaptiveSampling,
    allowedCommands: config.commands.allow,
    channels: plan.layout.channels,
    outputs: plan.layout.outputs,
    counters: plan.counters,
    priority: plan.priority,
    rules: [...rules.map(({ id }) => id), ...Object.keys(builtIn)],
    meta: {
      version: VERSION,
      device: config.device,
      ...identity,
      channels: plan.channels.map((channel) => ({
        ...channel,
        source: sourceOf(channel.name, config, plan),
      })),
      rules: Object.fromEntries(rules.map(({ id, ...rule }) => [id, rule])),
      outputs: plan.outputs,
      priority: plan.priority,
      controlRateHz: config.control.rateHz,
      plantKind: config.hal.kind === 'sim' ? 'simulation' : onVirtualDevices ? 'virtual devices' : 'machine',
    },
    nominal: {
      speedRatio: config.plant.gearRatio / config.plant.sprocketRadius,
      thermalResistance: config.plant.thermalResistance,
      sensors: plan.layout.channels.slice(0, plan.sensorCount),
    },
    configuration,
    status: { ...identity, version: VERSION, mode, plant },
  };
}

/** Where a channel's values come from: a device, the simulation, a formula, the twin, the loop itself. */
function sourceOf(channel: string, config: Config, plan: ControlPlan): string {
  if (plan.layout.channels.indexOf(channel) < plan.sensorCount) {
    return config.hal.kind === 'sim'
      ? 'sim'
      : (sourcesByChannel(config.hal).get(channel)?.join(', ') ?? config.hal.kind);
  }
  const group = channel.split('.')[0];
  return group === 'twin' || group === 'loop' ? group : 'formula';
}
