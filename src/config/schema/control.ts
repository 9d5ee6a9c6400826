// Schema of the control loop and its parts: optimizer, digital twin, stability limits, interlocks.

import { z } from 'zod';
import { LOAD_OBJECTIVES, MODES } from '../../vocabulary/words.js';
import { anyChannel, count, flag, quantity } from './kinds.js';
import { reloadable } from './traits.js';

export const control = z
  .strictObject({
    rateHz: z
      .literal([5, 10, 15, 20, 30, 60])
      .default(15)
      .describe('fixed control rate, in Hz: a divisor of the base rate of 60 Hz'),
    targetFps: quantity('another name for rateHz, in Hz: when given, it must have the same value').optional(),
    mode: reloadable(
      z
        .enum(MODES)
        .default('balanced')
        .describe(
          'performance streams at 5 Hz with reduced validation, balanced at 10 Hz, accuracy at 20 Hz with every check',
        ),
    ),
    startTimeout: reloadable(
      quantity('longest time that a start may take; then the plant stops with the alarm start_failed', {
        unit: 's',
        above: 0,
        max: 3600,
      }).default(120),
    ),
    stopTimeout: reloadable(
      quantity('time after which a plant that has not come to rest raises the alarm stop_failed', {
        unit: 's',
        above: 0,
        max: 3600,
      }).default(30),
    ),
    autoStart: flag('start the plant without a command after a start of the program').default(false),
    load: reloadable(
      quantity('generator load setpoint after a start, as a share of the rated torque', {
        min: 0,
        max: 1,
      }).default(0.75),
    ),
    softStart: reloadable(
      z
        .strictObject({
          velocity: quantity('chain speed at which the load begins to rise', {
            unit: 'm/s',
            min: 0,
          }).default(1.2),
          ramp: quantity('time in which the load rises to its setpoint', {
            unit: 's',
            min: 0,
            max: 600,
          }).default(4),
          patience: quantity('a chain that turns but stays slower gets its load after this time', {
            unit: 's',
            min: 0,
            max: 600,
          }).default(10),
        })
        .prefault({})
        .describe('how the load rises when the plant starts'),
    ),
  })
  .prefault({})
  .describe('the control loop');

export const optimizer = reloadable(
  z
    .strictObject({
      adaptive: flag('let the optimizer adapt the work of a tick to the time it has').default(true),
      load: z
        .enum(LOAD_OBJECTIVES)
        .default('off')
        .describe(
          'what the search for the best generator load maximises; off leaves the load at its setpoint',
        ),
    })
    .prefault({})
    .describe('the optimizer'),
);

const timestep = { unit: 's', min: 0.05, max: 0.2 };

export const twin = reloadable(
  z
    .strictObject({
      adaptiveTimestep: flag('let error and load choose the timestep of the digital twin').default(true),
      minTimestep: quantity('smallest timestep of the digital twin', timestep).default(0.05),
      maxTimestep: quantity('largest timestep of the digital twin', timestep).default(0.2),
    })
    .prefault({})
    .describe('the digital twin: a small model that runs beside the plant'),
);

export const limits = reloadable(
  z
    .strictObject({
      maxVelocity: quantity('largest magnitude of chain.velocity', { unit: 'm/s', above: 0 }).default(10),
      maxAcceleration: quantity('largest magnitude of chain.acceleration', {
        unit: 'm/s^2',
        above: 0,
      }).default(50),
      maxForce: quantity('largest magnitude of chain.tension', { unit: 'N', above: 0 }).default(100_000),
      onViolation: z
        .enum(['alarm', 'degrade', 'trip'])
        .default('alarm')
        .describe('what a violated limit causes, besides a lower loop.stability'),
    })
    .prefault({})
    .describe('limits of the stability monitor, for magnitudes'),
);

export const interlocks = reloadable(
  z
    .strictObject({
      overspeed: z
        .strictObject({
          channel: anyChannel.default('chain.velocity').describe('the channel that is watched'),
          above: quantity("limit of the channel's magnitude, in the unit of the channel", {
            above: 0,
          }).default(10),
          samples: count('new measurements in a row that have to be above the limit', {
            min: 1,
            max: 60,
          }).default(2),
          enabled: flag('false switches the interlock off').default(true),
        })
        .prefault({})
        .describe(
          'trips when the magnitude of the channel is above the limit; of chain.velocity and generator.speed it looks at both',
        ),
      deadlineMisses: z
        .strictObject({
          share: quantity('share of the control ticks that must be missed to trip', {
            above: 0,
            max: 1,
          }).default(0.5),
          within: quantity('time over which the share is taken', { unit: 's', above: 0, max: 600 }).default(
            5,
          ),
          enabled: flag('false switches the interlock off').default(true),
        })
        .prefault({})
        .describe(
          'trips when too many control ticks are missed: on degradation step 4, or at once with optimizer.adaptive: false',
        ),
    })
    .prefault({})
    .describe('conditions that trip the plant'),
);
