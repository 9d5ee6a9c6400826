// Chips in memory with what is wired to their inputs: one entry for each device that a configuration can name.
import type {
  Ads1115Config,
  As5600Config,
  I2cDeviceConfig,
  Ina226Config,
  Mcp4725Config,
  Mcp9808Config,
} from '../../linux/i2c/config.js';
import { VirtualAds1115 } from '../i2c/virtual-ads1115.js';
import { VirtualAs5600 } from '../i2c/virtual-as5600.js';
import type { VirtualChip } from '../i2c/virtual-chip.js';
import { VirtualIna226 } from '../i2c/virtual-ina226.js';
import { VirtualMcp4725 } from '../i2c/virtual-mcp4725.js';
import { VirtualMcp9808 } from '../i2c/virtual-mcp9808.js';
import type { Span } from './signals.js';

/** The number that a channel has now, NaN when its sensor knows none. */
export type ChannelValue = (channel: string) => number;

export interface WiredChip {
  readonly chip: VirtualChip;
  /** What it measures. */
  readonly channels: readonly string[];
  /** Whether it has a way to say that there is no value. */
  readonly canReportNaN: boolean;
  /** Applies the plant to its inputs. */
  feed(read: ChannelValue, span: Span): void;
  /** The setpoint that it puts out, 0..1; null of a sensor. */
  readonly setpoint: (() => number) | null;
}

type Wire<D extends I2cDeviceConfig['device']> = (
  config: Extract<I2cDeviceConfig, { device: D }>,
  nowS: number,
) => WiredChip;

const CHIPS: { readonly [D in I2cDeviceConfig['device']]: Wire<D> } = {
  ina226: wireIna226,
  ads1115: wireAds1115,
  mcp9808: wireMcp9808,
  as5600: wireAs5600,
  mcp4725: wireMcp4725,
};

/** @param nowS when it gets its power, monotonic seconds */
export function wireChip(config: I2cDeviceConfig, nowS: number): WiredChip {
  // The type ties each device to its configuration, but not through an index.
  const wire = CHIPS[config.device] as (config: I2cDeviceConfig, nowS: number) => WiredChip;
  return wire(config, nowS);
}

/** Where a chip does not measure the voltage, there is this one at its pins, V. */
const SUPPLY_V = 24;

/**
 * `scale` is the ratio of the divider and of the transducer before the pins. A power without a current is a current at the voltage
 * that there is.
 */
function wireIna226({ channels, shuntOhms, scale = {} }: Ina226Config, nowS: number): WiredChip {
  const ratio = { voltage: scale.voltage ?? 1, current: scale.current ?? 1 };
  const { voltage, current, power } = channels;
  const chip = new VirtualIna226(nowS);
  return {
    ...sensor(chip, [voltage, current, power]),
    feed(read, { toS }) {
      const volts = voltage === undefined ? SUPPLY_V * ratio.voltage : read(voltage);
      const watts = power === undefined ? 0 : read(power);
      const amperes = current !== undefined ? read(current) : volts === 0 ? 0 : watts / volts;
      chip.set(volts / ratio.voltage, (amperes / ratio.current) * shuntOhms, toS);
    },
  };
}

function wireAds1115({ inputs }: Ads1115Config): WiredChip {
  const chip = new VirtualAds1115();
  const wired = Object.entries(inputs).flatMap(([number, input]) =>
    input === undefined ? [] : [{ number: Number(number), ...input }],
  );
  return {
    ...sensor(
      chip,
      wired.map(({ channel }) => channel),
    ),
    feed(read, { toS }) {
      for (const { number, channel, scale = 1, offset = 0 } of wired)
        chip.set(number, (read(channel) - offset) / scale, toS);
    },
  };
}

function wireMcp9808({ channels }: Mcp9808Config, nowS: number): WiredChip {
  const chip = new VirtualMcp9808(nowS);
  return {
    ...sensor(chip, [channels.temperature]),
    feed: (read, { toS }) => chip.set(read(channels.temperature), toS),
  };
}

/** The magnet turns with the path where that is asked for, else with the speed. No value is no magnet. */
function wireAs5600({ channels, scale = 1 }: As5600Config): WiredChip {
  const { position, speed } = channels;
  const chip = new VirtualAs5600();
  let angle = 0;
  return {
    ...sensor(chip, [position, speed]),
    canReportNaN: true,
    feed(read, { fromS, toS }) {
      const before = angle;
      const stepS = toS - fromS;
      if (position !== undefined) angle = read(position) / scale;
      else if (speed !== undefined) angle += (read(speed) / scale) * stepS;
      chip.magnet = Number.isNaN(angle) ? 'none' : 'good';
      if (Number.isNaN(angle)) angle = before;
      else chip.turn(angle, stepS > 0 ? (angle - before) / stepS : 0, toS);
    },
  };
}

function wireMcp4725(_config: Mcp4725Config): WiredChip {
  const chip = new VirtualMcp4725();
  return { ...sensor(chip, []), setpoint: () => chip.fraction };
}

function sensor(chip: VirtualChip, channels: readonly (string | undefined)[]): WiredChip {
  return {
    chip,
    channels: channels.filter((channel) => channel !== undefined),
    canReportNaN: false,
    feed() {},
    setpoint: null,
  };
}
