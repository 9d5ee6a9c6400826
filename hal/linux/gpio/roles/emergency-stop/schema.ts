// The keys of the emergency stop in the configuration.
import { z } from 'zod';
import { flag } from '../../../../schema/kinds.js';
import type { ConfigOf } from '../role.js';

/** A line whose wire is broken must read as pressed: the cabinet is wired for that. */
export const keys = {
  role: z.literal('emergencyStop').describe('watches the hard-wired emergency stop'),
  activeLow: flag('the stop is pressed while the line is low').default(false),
};

export type EmergencyStopConfig = ConfigOf<typeof keys>;
