// The table of built-in alarms: each entry has everything that belongs to one alarm.
import type { BuiltInDefinition } from './alarm-definition.js';

/** One lost tick in five seconds is not an overrun: the ladder may have tried a better step. */
const TOLERATED_MISSES_HZ = 1.5 / 5;

export const BUILT_INS = {
  sensor_lost: {
    level: 'error',
    offDelay: 5,
    active: '{channel}: its sensor is silent',
    advice: 'Check its cable and supply.',
    cleared: '{channel}: its sensor delivers again',
    condition: 'phase',
    perSensor: true,
    isRoot: true,
  },
  sensor_stuck: {
    level: 'warning',
    onDelay: 10,
    active: '{channel}: its sensor repeats the same value',
    advice: 'Compare it with another instrument, then restart or replace the sensor.',
    cleared: '{channel}: its sensor moves again',
    condition: 'phase',
    perSensor: true,
  },
  sensor_invalid: {
    level: 'warning',
    offDelay: 5,
    active: '{channel}: its sensor sends unusable values',
    advice: 'Check the sensor, its cable, and the limits of the channel.',
    cleared: '{channel}: its sensor sends usable values again',
    condition: 'phase',
    perSensor: true,
    isRoot: true,
  },
  sensor_disagreement: {
    level: 'warning',
    active: '{channel}: its sensors disagree',
    advice: 'Compare them with another instrument, and repair the wrong one.',
    cleared: '{channel}: its sensors agree again',
    condition: 'phase',
    perSensor: true,
  },
  twin_divergence: {
    level: 'warning',
    active: 'the plant does not behave as its model predicts',
    advice: 'Look at what the brackets name, and compare its sensor with another instrument.',
    cleared: 'the plant follows its model again',
    condition: 'phase',
    needs: 'twin',
  },
  energy_balance: {
    level: 'warning',
    active: 'an energy balance does not close: a sensor is wrong',
    advice: 'Compare the sensor with another instrument.',
    cleared: 'the energy balances close again',
    condition: 'phase',
  },
  oscillation: {
    level: 'warning',
    active: 'an oscillation grows',
    advice: 'Reduce the load until the swings end.',
    cleared: 'the oscillation has died down',
    condition: 'phase',
  },
  overspeed: {
    level: 'critical',
    offDelay: 5,
    active: 'the chain is too fast',
    advice: 'Keep clear of the chain, and check the brake and the load before the reset.',
    cleared: 'the chain is no longer too fast',
    condition: 'phase',
  },
  emergency_stop: {
    level: 'critical',
    active: 'the emergency stop is pressed',
    advice: 'Remove the danger, release the stop, then reset.',
    cleared: 'the emergency stop is released',
    condition: 'outside',
  },
  process_stalled: {
    level: 'critical',
    active: 'the controller stood still',
    advice: 'Check the memory and the load of the computer, then reset.',
    cleared: 'the controller runs on after standing still',
    condition: 'phase',
  },
  loop_overrun: {
    level: 'error',
    active: 'control ticks are missed',
    advice: 'Stop other programs on the computer, or configure a lower control.rateHz.',
    cleared: 'control ticks are in time again',
    condition: {
      holds: ({ rateHz, configuredRateHz }) => rateHz < configuredRateHz - TOLERATED_MISSES_HZ,
      value: ({ rateHz }) => rateHz,
    },
  },
  degraded: {
    level: 'warning',
    active: 'the controller runs degraded',
    advice: 'Look for the cause in the health report.',
    cleared: 'the controller runs undegraded again',
    condition: {
      // Step 5 is a trip, which has its own alarm.
      holds: ({ degradation }) => degradation >= 1 && degradation <= 4,
      value: ({ degradation }) => degradation,
      because: { text: 'because of', subject: ({ degradationCause }) => degradationCause },
    },
  },
  comms_restarted: {
    level: 'error',
    active: 'communication failed and was restarted',
    advice: 'Read the reason in the log.',
    cleared: 'communication is stable again',
    condition: 'outside',
  },
  store_failing: {
    level: 'error',
    active: 'the store does not take events',
    advice: 'Free space on the disk, or replace it.',
    cleared: 'the store takes events again',
    condition: 'outside',
  },
  broker_lost: {
    level: 'warning',
    active: 'the broker cannot be reached',
    advice: 'Check the broker and the network.',
    cleared: 'the broker is connected',
    condition: 'outside',
  },
  clock_unsynchronised: {
    level: 'info',
    active: 'the clock is not synchronised: time stamps may be wrong',
    advice: 'Check the time server and the network.',
    cleared: 'the clock is synchronised',
    condition: 'outside',
  },
} as const satisfies Readonly<Record<string, BuiltInDefinition>>;
