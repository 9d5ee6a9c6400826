// The configuration keys of the emergency stop.
import { z } from 'zod';
import { flag } from '../../../../schema/kinds.js';
import type { ConfigOf } from '../role.js';

/** The cabinet is wired so that a broken wire reads as pressed. */
export const keys = {
  role: z.literal('emergencyStop').describe('watches the hard-wired emergency stop'),
  activeLow: flag('the stop is pressed while the line is low').default(false),
};

export type EmergencyStopConfig = ConfigOf<typeof keys>;
