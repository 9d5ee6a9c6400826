// The registry of checks, one line for each.
import { SOURCE_CHECKS } from '../../../hal/linux/schema.js';
import { checkAlerts } from './alerts.js';
import type { Check } from './check.js';
import { checkChannels, checkInterlocks, checkRate, checkStreams, checkTwin } from './control.js';
import { checkHolds } from './holds.js';
import { checkOutputs } from './outputs.js';
import { checkPlant, checkPlantIsDescribed, checkSimulation } from './plant.js';
import { checkMqtt } from './services.js';

export const CHECKS: readonly Check[] = [
  checkRate,
  checkTwin,
  checkInterlocks,
  checkChannels,
  checkHolds,
  checkAlerts,
  checkStreams,
  checkPlant,
  checkPlantIsDescribed,
  checkSimulation,
  ...SOURCE_CHECKS,
  checkOutputs,
  checkMqtt,
];
