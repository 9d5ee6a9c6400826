// The registry of roles of GPIO inputs: one line for each role.
import { emergencyStop } from './emergency-stop/index.js';
import { pulses } from './pulses/index.js';

export const INPUT_ROLES = [pulses, emergencyStop] as const;
