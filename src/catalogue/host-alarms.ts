// The built-in alarms about the computer on which the controller runs.
import type { AlarmCondition, BuiltInDefinition } from './alarm-definition.js';
import type { HostChannel } from './host-channels.js';

/** A Raspberry Pi slows its processor from 80 °C on (a 3B+ from 60 °C on), and holds it below 85 °C. */
export const HOST_HOT_DEGC = 80;
const HOST_COOL_DEGC = 75;
/** With less free space, B, the store's file can soon not grow any more; the alarm ends above the second value. */
const DISK_LOW_B = 200e6;
const DISK_BACK_B = 300e6;
/** With less memory, B, the kernel begins to remove code of running programs, and ticks become late. */
const MEMORY_LOW_B = 50e6;
const MEMORY_BACK_B = 80e6;
/** From this used share of the life time on an eMMC should be replaced. */
export const WORN_SHARE = 0.9;

/** A flag of the computer counts as set above this value. */
const SET = 0.5;

/** Holds above `limit`, and then until the figure is not above `back` any more. */
function above(channel: HostChannel, limit: number, back = limit): AlarmCondition {
  return judged(channel, (value, held) => value > (held ? back : limit));
}

/** Holds below `limit`, and then until the figure is not below `back` any more. */
function below(channel: HostChannel, limit: number, back: number): AlarmCondition {
  return judged(channel, (value, held) => value < (held ? back : limit));
}

/** A figure that is not measured now leaves the alarm as it is. */
function judged(channel: HostChannel, holds: (value: number, held: boolean) => boolean): AlarmCondition {
  return {
    holds: (plant, held) => {
      const value = plant.measured(channel);
      return Number.isNaN(value) ? null : holds(value, held);
    },
    value: (plant) => plant.measured(channel),
  };
}

/** Heat and low voltage have their own alarms. This one is for a processor that is slowed although neither is seen. */
const throttled: AlarmCondition = {
  holds: (plant) => {
    const value = plant.measured('host.throttled');
    if (Number.isNaN(value)) return null;
    const isExplained =
      plant.measured('host.temperature') > HOST_HOT_DEGC || plant.measured('host.undervoltage') > SET;
    return value > SET && !isExplained;
  },
  value: (plant) => plant.measured('host.throttled'),
};

export const HOST_ALARMS = {
  host_hot: {
    level: 'warning',
    onDelay: 30,
    active: 'the computer is too hot: it slows down, and ticks become late',
    advice: 'Cool it: heat sink, fan, larger box.',
    cleared: 'the computer has cooled down',
    condition: above('host.temperature', HOST_HOT_DEGC, HOST_COOL_DEGC),
    figure: 'host.temperature',
  },
  host_undervoltage: {
    level: 'warning',
    offDelay: 60,
    active: 'the supply voltage of the computer is too low: it may restart at any moment',
    advice: 'Use a supply of 5.1 V with enough current, and a short, thick cable.',
    cleared: 'the supply voltage of the computer is high enough',
    condition: above('host.undervoltage', SET),
    figure: 'host.undervoltage',
  },
  host_throttled: {
    level: 'warning',
    onDelay: 10,
    offDelay: 60,
    active: 'the firmware of the computer slows its processor',
    advice: 'Check the supply and the cooling.',
    cleared: 'the processor of the computer runs at full speed again, or the cause was found',
    condition: throttled,
    figure: 'host.throttled',
  },
  host_memory_low: {
    level: 'warning',
    onDelay: 30,
    active: 'the computer has little memory left',
    advice: 'Stop other programs on the computer.',
    cleared: 'the computer has enough memory again',
    condition: below('host.memoryAvailable', MEMORY_LOW_B, MEMORY_BACK_B),
    figure: 'host.memoryAvailable',
  },
  host_disk_low: {
    level: 'error',
    active: 'the file system of the store is almost full',
    advice: 'Delete files on it, or move the store to a larger disk.',
    cleared: 'the file system of the store has enough space again',
    condition: below('host.diskFree', DISK_LOW_B, DISK_BACK_B),
    figure: 'host.diskFree',
  },
  host_disk_errors: {
    level: 'warning',
    active: 'a file system of the computer has recorded errors',
    advice:
      'Copy the store, check the file system at the next start, and replace the card when errors come back.',
    cleared: 'no file system of the computer has recorded errors',
    condition: above('host.fileSystemErrors', 0),
    figure: 'host.fileSystemErrors',
  },
  host_disk_worn: {
    level: 'warning',
    active: 'the eMMC of the computer is worn',
    advice: 'Copy the store and the configuration, and replace the eMMC or move the store to another disk.',
    cleared: 'the eMMC of the computer was replaced',
    condition: above('host.diskWear', WORN_SHARE - 0.01),
    figure: 'host.diskWear',
  },
  host_silent: {
    level: 'warning',
    active: "the figures of the computer do not arrive: the store's thread stands still",
    advice: 'Check the disk of the store, and restart the service when this does not end.',
    cleared: 'the figures of the computer arrive again',
    condition: { holds: ({ hostIsSilent }) => hostIsSilent },
    figure: 'any',
  },
} as const satisfies Readonly<Record<string, BuiltInDefinition>>;
