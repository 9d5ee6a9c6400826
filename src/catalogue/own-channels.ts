// The rules for channels of one's own: which names a configuration may declare, and the description of a declared channel.
import { type ChannelInfo, SENSOR_CHANNELS } from '../../hal/channels.js';
import { CHANNEL_NAMES } from './channels.js';
import { isHostChannel } from './host-channels.js';

/** The settings of a channel that describe it. */
export interface ChannelDescription {
  readonly unit?: string | undefined;
  readonly description?: string | undefined;
  /** Values outside `min`..`max` are dropped. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** Two or more parts with dots between them. */
const FORM = /^[A-Za-z0-9]+(\.[A-Za-z0-9]+)+$/;
/** The id of an alarm of a sensor contains the name, and an id has at most 96 characters. */
const MOST_CHARACTERS = 64;
/** The groups of the channels that the program computes. */
const COMPUTED_GROUPS: readonly string[] = ['derived', 'twin', 'loop'];
/** The fields at the top of a telemetry message that are not groups of channels. */
const TELEMETRY_FIELDS: readonly string[] = [
  'run',
  'seq',
  'ts',
  'mode',
  'degradation',
  'quality',
  'historical',
];
const RESERVED: readonly string[] = [...COMPUTED_GROUPS, ...TELEMETRY_FIELDS];

const SENSOR_NAMES: ReadonlySet<string> = new Set(SENSOR_CHANNELS.map(({ name }) => name));

/** True when the program has this channel itself, with its unit: a sensor of the plant that it knows. */
export function isBuiltInSensor(name: string): boolean {
  return SENSOR_NAMES.has(name);
}

/**
 * Why a name cannot be that of a channel of one's own, in words that follow the name; null when it can.
 *
 * @param others the names of the other channels that the configuration declares
 */
export function ownNameProblem(name: string, others: readonly string[]): string | null {
  if (!FORM.test(name) || name.length > MOST_CHARACTERS) {
    return `must be two or more parts of letters and digits with dots between them, at most ${MOST_CHARACTERS} characters`;
  }
  const first = name.slice(0, name.indexOf('.'));
  if (COMPUTED_GROUPS.includes(first))
    return `must not begin with \`${first}\`: the program computes these channels`;
  if (isHostChannel(name)) return 'is a figure of the computer, which the program measures itself';
  if (RESERVED.includes(first)) return `must not begin with \`${first}\`: telemetry has a field of this name`;
  const outer = [...CHANNEL_NAMES, ...others].find((other) => name.startsWith(`${other}.`));
  if (outer !== undefined)
    return `cannot be beside the channel \`${outer}\`: in telemetry it would be a part of that value`;
  const inner = CHANNEL_NAMES.find((other) => other.startsWith(`${name}.`));
  return inner === undefined
    ? null
    : `cannot be beside the channel \`${inner}\`: in telemetry that would be a part of this value`;
}

/** True when a configuration may declare the name, apart from the other names that it declares. */
export function isOwnName(name: string): boolean {
  return !CHANNEL_NAMES.includes(name) && ownNameProblem(name, []) === null;
}

/** The names among the settings of channels that the program does not have itself, in their order. */
export function ownNames(settings: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(settings).filter((name) => !isBuiltInSensor(name));
}

/** The channels that a configuration declares. Their range is the configured one, infinite where nothing is configured. */
export function ownChannels(settings: Readonly<Record<string, ChannelDescription>>): ChannelInfo[] {
  return ownNames(settings).map((name) => {
    const { unit = '', description = 'a channel of this configuration', min, max } = settings[name]!;
    return { name, unit, description, min: min ?? -Infinity, max: max ?? Infinity };
  });
}
