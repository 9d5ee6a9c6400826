// The setup of the comms thread, from the configuration and the plan.
import type { CatalogueChannel } from '../../catalogue/channels.js';
import type { CommsSetup } from '../../comms/protocol.js';
import type { Config } from '../../config/index.js';
import type { ControlPlan } from '../../control/plan/plan.js';
import type { ConfigurationStatus } from '../../report/configuration.js';
import type { StatusFields } from '../../report/status.js';
import { VERSION } from '../version.js';

/** The part of the status that is not in the frames. */
export type RunIdentity = Pick<StatusFields, 'run' | 'log' | 'clock'>;
/** The state at the start or restart of the comms thread; later changes are in the frames. */
export type Present = Pick<StatusFields, 'mode' | 'plant'>;

export function commsSetup(
  config: Config,
  plan: ControlPlan,
  identity: RunIdentity,
  { mode, plant }: Present,
  configuration: ConfigurationStatus,
  onVirtualDevices: boolean,
): Omit<CommsSetup, 'counts' | 'needsHttp'> {
  const { rules, builtIn } = config.alerts;
  return {
    deviceId: config.device.id,
    mqtt: config.mqtt,
    http: config.http,
    streams: config.streams,
    allowedCommands: config.commands.allow,
    channels: plan.layout.channels,
    outputs: plan.layout.outputs,
    priority: plan.priority,
    rules: [...rules.map(({ id }) => id), ...Object.keys(builtIn)],
    meta: {
      version: VERSION,
      device: config.device,
      ...identity,
      channels: plan.channels.map((channel) => ({
        ...channel,
        source: sourceOf(channel, config, plan),
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
function sourceOf({ name, origin }: CatalogueChannel, { hal }: Config, plan: ControlPlan): string {
  if (origin !== 'sensor') return origin;
  if (hal.kind === 'sim') return 'sim';
  return plan.sourcesOf[plan.layout.channels.indexOf(name)]?.join(', ') ?? hal.kind;
}
