// The registry of roles of GPIO inputs: one line for each role.
import { emergencyStop } from './emergency-stop/index.js';
import { pulses } from './pulses/index.js';
import { quadrature } from './quadrature/index.js';

export const INPUT_ROLES = [pulses, quadrature, emergencyStop] as const;
