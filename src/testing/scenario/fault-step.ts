// The faults of a scenario: of a sensor, of the plant and around it, of a device, of a computed channel, of the controller itself.
import { checkFault, type Fault, type Wave } from '../../../hal/sim/faults.js';
import { isHostChannel } from '../../catalogue/host-channels.js';
import { isOwnName } from '../../catalogue/own-channels.js';
import { PHASES, type Phase } from '../../vocabulary/words.js';
import type { VirtualRun } from '../virtual-run.js';
import { DEVICE_FAULTS, deviceFault } from './device-faults.js';
import type { Begin, Parameters } from './fault.js';
import type { FaultStep } from './scenario-schema.js';

/** The keys of each fault besides `channel`; the name of an optional key ends in `?`. */
const SENSOR_FAULTS: Readonly<Record<string, readonly string[]>> = {
  dropout: [],
  stuck: [],
  nan: [],
  spike: ['value'],
  drift: ['perSecond'],
  noise: ['sigma'],
  override: ['value?', 'wave?'],
  delay: ['seconds'],
  hang: ['reopenings?'],
};

const PLANT_FAULTS: Readonly<Record<string, readonly string[]>> = {
  chainSlip: ['share'],
  airLeak: ['share'],
  loadLoss: [],
};

const SURROUNDINGS_FAULTS: Readonly<Record<string, readonly string[]>> = {
  emergencyStop: [],
};

/** Faults that the simulation injects and that do not belong to a channel. */
const SIMULATED_FAULTS = { ...PLANT_FAULTS, ...SURROUNDINGS_FAULTS };

/** Faults of the controller and of its broker, which no sensor and no part of the plant shows. */
const CONTROLLER_FAULTS: Readonly<
  Record<string, { keys: readonly string[]; begin(run: VirtualRun, p: Parameters): Begin }>
> = {
  overrun: {
    keys: ['ms', 'phase?'],
    begin(run, { ms, phase = null }) {
      const seconds = positive('ms', ms) / 1000;
      if (phase !== null && !PHASES.includes(phase as Phase))
        throw new Error(`there is no phase ${String(phase)}; there are ${PHASES.join(', ')}`);
      return () => run.overrun(seconds, phase as Phase | null);
    },
  },
  brokerDown: {
    keys: [],
    begin: (run) => () => {
      run.setCondition('broker_lost', true);
      return () => run.setCondition('broker_lost', false);
    },
  },
};

/** @throws Error that says why the fault is not possible on this plant */
export function faultOf(run: VirtualRun, step: FaultStep): Begin {
  const { at: _at, for: _for, fault: kind, ...parameters } = step;
  try {
    return beginOf(run, kind, parameters);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(message.startsWith('fault ') ? message : `fault ${kind}: ${message}`);
  }
}

function beginOf(run: VirtualRun, kind: string, parameters: Parameters): Begin {
  const controllerFault = CONTROLLER_FAULTS[kind];
  if (controllerFault !== undefined) {
    checkKeys(parameters, controllerFault.keys);
    return controllerFault.begin(run, parameters);
  }
  const ofDevice = DEVICE_FAULTS[kind];
  if (ofDevice !== undefined) {
    checkKeys(parameters, ofDevice.keys);
    return deviceFault(kind, run.devices, parameters);
  }
  const sensorKeys = SENSOR_FAULTS[kind];
  const keys = sensorKeys === undefined ? SIMULATED_FAULTS[kind] : ['channel', ...sensorKeys];
  if (keys === undefined) throw new Error(`there is no such fault; there are ${KINDS.join(', ')}`);
  checkKeys(parameters, keys);
  const { channel, value, wave } = parameters;
  if (kind === 'override' && (value === undefined) === (wave === undefined))
    throw new Error('takes either value or wave');
  if (typeof channel === 'string' && run.isComputed(channel)) return forcing(run, kind, channel, parameters);
  if (sensorKeys !== undefined) checkChannel(run, channel);
  const fault = { kind, ...parameters } as unknown as Fault;
  checkFault(fault);
  checkDevices(run, fault);
  return () => run.simulation.inject(fault, { startS: run.nextTimeS });
}

const KINDS = [
  ...Object.keys(SENSOR_FAULTS),
  ...Object.keys(SIMULATED_FAULTS),
  ...Object.keys(DEVICE_FAULTS),
  ...Object.keys(CONTROLLER_FAULTS),
];

function checkKeys(parameters: Parameters, keys: readonly string[]): void {
  const known = keys.map((key) => key.replace('?', ''));
  const unknown = Object.keys(parameters).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new Error(`has no ${unknown}; it takes ${[...known, 'for'].join(', ')}`);
  const missing = keys.find((key) => !key.endsWith('?') && parameters[key] === undefined);
  if (missing !== undefined) throw new Error(`needs ${missing}`);
}

function checkChannel(run: VirtualRun, channel: unknown): void {
  const { names } = run.hal.samples;
  const name = String(channel);
  if (names.includes(name)) return;
  const declare = isOwnName(name)
    ? `; or declare a channel of your own in the configuration: \`channels: { ${name}: { unit: .. } }\``
    : '';
  throw new Error(`the plant has no sensor for ${name}; it has ${names.join(', ')}${declare}`);
}

/** @throws Error when the devices of this run cannot show the fault: it would have no effect */
function checkDevices({ devices }: VirtualRun, fault: Fault): void {
  if (devices === null) return;
  if (fault.kind === 'emergencyStop' && !devices.hasEmergencyStop)
    throw new Error('no input below hal.gpio has the role emergencyStop, so the controller cannot see it');
  if (fault.kind === 'nan' && !devices.canReportNaN(fault.channel))
    throw new Error(`${fault.channel} comes from a device that cannot report NaN; use dropout or i2cNack`);
}

/** Sensor faults act between a sensor and the controller. A computed channel has no sensor, so it can only be replaced. */
function forcing(run: VirtualRun, kind: string, channel: string, { value, wave }: Parameters): Begin {
  if (kind !== 'override')
    throw new Error(
      `${channel} is ${isHostChannel(channel) ? 'a figure of the computer' : 'computed'}, no sensor measures it: only the fault override can change it`,
    );
  if (wave === undefined) {
    const constant = finite('value', value);
    return () => run.force(channel, () => constant);
  }
  checkFault({ kind: 'override', channel, wave: wave as Wave });
  const { mean, amplitude, period } = wave as Wave;
  return () =>
    run.force(channel, (elapsedS) => mean + amplitude * Math.sin((2 * Math.PI * elapsedS) / period));
}

function finite(key: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Error(`${key} is ${String(value)}, but has to be a number`);
}

function positive(key: string, value: unknown): number {
  const number = finite(key, value);
  if (number > 0) return number;
  throw new Error(`${key} is ${number}, but has to be above 0`);
}
