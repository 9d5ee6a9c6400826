// The table of built-in alarms: each entry has everything that belongs to one alarm.
import type { BuiltInDefinition } from './alarm-definition.js';
import { HOST_ALARMS } from './host-alarms.js';

/** A winding that is this hot is damaged, degC; the alarm ends below the second value. */
const WINDING_HOT = 130;
const WINDING_COOL = 125;
/** A tank pressure above this multiple of the compressor's cut-out pressure is dangerous; the alarm ends below the second one. */
const PRESSURE_HIGH = 1.1;
const PRESSURE_BACK = 1.07;
/** The chain turns by its mean speed of 2 s: after this time the mean has nothing from before the plant was stopped, s. */
const BRAKING_S = 2;
/** Less than this share of the promised power counts as none. */
const NO_POWER_SHARE = 0.1;
/** A compressor below this power does not run, W. */
const COMPRESSOR_RUNS_W = 100;

/**
 * One lost tick in five seconds is not an overrun: the ladder may have tried a better step. The overrun has ended when none was lost in
 * this time, because under a steady overload the number of lost ticks varies.
 */
const TOLERATED_MISSES_HZ = 1.5 / 5;
const MISSES_AT_END_HZ = 0.5 / 5;

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
    cleared: 'the plant follows its model again, or another fault was found',
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
    active: 'a speed is above the limit of the overspeed interlock',
    advice: 'Keep clear of the machine, and check the brake and the load before the reset.',
    cleared: 'no speed is above the limit of the overspeed interlock any more',
    condition: 'phase',
  },
  emergency_stop: {
    level: 'critical',
    active: 'the emergency stop is pressed',
    advice: 'Remove the danger, release the stop, then reset.',
    cleared: 'the emergency stop is released',
    condition: 'outside',
  },
  output_feedback: {
    level: 'critical',
    active: 'output {output}: its feedback contact contradicts it',
    advice:
      'Keep clear of the chain, and check the contactor or brake for a welded contact, its coil, and the wire of the contact.',
    cleared: 'output {output}: its feedback contact agrees again',
    condition: 'phase',
    perOutput: true,
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
      holds: ({ rateHz, configuredRateHz }, held) =>
        rateHz < configuredRateHz - (held ? MISSES_AT_END_HZ : TOLERATED_MISSES_HZ),
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
  start_failed: {
    level: 'error',
    active: 'the plant did not start in time and was stopped',
    advice: 'Check the air, the brake and the speed sensors, then start again.',
    cleared: 'the plant starts again',
    condition: { holds: ({ startFailed }) => startFailed },
  },
  stop_failed: {
    level: 'critical',
    active:
      'the plant was told to stop, but the chain does not come to rest, or no sensor shows that it does',
    advice: 'Keep clear of the chain, and check the brake and the speed sensors.',
    cleared: 'the plant has stopped',
    condition: {
      holds: ({ stopFailed }) => stopFailed,
      value: ({ chainSpeedMps }) => chainSpeedMps,
    },
  },
  not_turning: {
    level: 'error',
    onDelay: 5,
    active: 'the plant runs, but the chain does not turn',
    advice: 'Check the chain, the brake and the air; after 30 s the plant stops by itself.',
    cleared: 'the chain turns again, or the plant was stopped',
    condition: {
      holds: ({ state, chainIsSlow }) => state === 'running' && chainIsSlow,
      value: ({ chainSpeedMps }) => chainSpeedMps,
    },
  },
  no_power: {
    level: 'error',
    onDelay: 10,
    active: 'the chain turns under load, but the generator gives almost no power',
    advice: 'Check the contactor, the excitation and the cables of the generator.',
    cleared: 'the generator gives power again, or has no load',
    condition: {
      holds: (plant) => {
        const { state, chainTurns, load, promisedPowerW } = plant;
        if (state !== 'running' || !chainTurns || load <= 0) return false;
        const power = plant.measured('generator.power');
        if (Number.isNaN(power) || Number.isNaN(promisedPowerW) || plant.powerIsDoubted) return null;
        return promisedPowerW > 0 && power < NO_POWER_SHARE * promisedPowerW;
      },
      value: (plant) => plant.measured('generator.power'),
    },
  },
  no_air: {
    level: 'error',
    onDelay: 30,
    active: 'the compressor does not run although the tank needs air',
    advice: 'Check the compressor, its supply and the air setpoint.',
    cleared: 'the compressor runs again, or the tank has enough air',
    condition: {
      holds: (plant) => {
        if (plant.state !== 'running') return false;
        const power = plant.measured('pneumatics.compressorPower');
        const pressure = plant.measured('pneumatics.tankPressure');
        if (power >= COMPRESSOR_RUNS_W || pressure >= plant.cutInPa) return false;
        return Number.isNaN(power) || Number.isNaN(pressure) || plant.supplyIsDoubted ? null : true;
      },
      value: (plant) => plant.measured('pneumatics.compressorPower'),
    },
  },
  turning: {
    level: 'critical',
    onDelay: 5,
    active: 'the chain turns although the plant is stopped',
    advice: 'Keep clear of the chain, and check the brake.',
    cleared: 'the chain stands, or the plant was started',
    condition: {
      holds: ({ state, stateForS, chainTurns, chainSpeedMps }) => {
        if (state !== 'standby' && state !== 'tripped') return false;
        if (stateForS < BRAKING_S) return false;
        return Number.isNaN(chainSpeedMps) ? null : chainTurns;
      },
      value: ({ chainSpeedMps }) => chainSpeedMps,
    },
  },
  winding_hot: {
    level: 'error',
    active: 'generator.temperature: the winding is too hot',
    advice: 'Reduce the load, and check the cooling of the generator.',
    cleared: 'generator.temperature: the winding has cooled down',
    condition: {
      holds: (plant, held) => {
        const channel = 'generator.temperature';
        const temperature = held ? plant.higherOfTwo(channel) : plant.lowerOfTwo(channel);
        return Number.isNaN(temperature) ? null : temperature > (held ? WINDING_COOL : WINDING_HOT);
      },
      value: (plant) => plant.measured('generator.temperature'),
    },
  },
  tank_pressure_high: {
    level: 'error',
    active: 'pneumatics.tankPressure: far above the pressure at which the compressor stops',
    advice: 'Stop the compressor, and check its pressure switch and the safety valve.',
    cleared: 'pneumatics.tankPressure: back in its range',
    condition: {
      holds: (plant, held) => {
        const channel = 'pneumatics.tankPressure';
        const pressure = held ? plant.higherOfTwo(channel) : plant.lowerOfTwo(channel);
        const limit = (held ? PRESSURE_BACK : PRESSURE_HIGH) * plant.cutOutPa;
        return Number.isNaN(pressure) ? null : pressure > limit;
      },
      value: (plant) => plant.measured('pneumatics.tankPressure'),
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
  publish_refused: {
    level: 'error',
    active: 'the broker refuses messages on a topic',
    advice: 'The log names the topic and the reason: allow this user to publish there, or larger packets.',
    cleared: 'the broker takes the messages on all topics',
    condition: 'outside',
  },
  http_unavailable: {
    level: 'warning',
    active: 'the live page and the HTTP interface cannot listen on their address',
    advice: 'The log says why: free the address, or change http.listen and restart.',
    cleared: 'the live page and the HTTP interface are there',
    condition: 'outside',
  },
  clock_unsynchronised: {
    level: 'info',
    active: 'the clock is not synchronised: time stamps may be wrong',
    advice: 'Check the time server and the network.',
    cleared: 'the clock is synchronised',
    condition: 'outside',
  },
  ...HOST_ALARMS,
} as const satisfies Readonly<Record<string, BuiltInDefinition>>;
