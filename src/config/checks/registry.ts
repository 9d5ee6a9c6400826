// The registry of checks, one line for each.
import { checkAlerts } from './alerts.js';
import type { Check } from './check.js';
import { checkChannels, checkInterlocks, checkRate, checkStreams, checkTwin } from './control.js';
import { checkEmergencyStop, checkI2c, checkLines, checkOutputs, checkSerial } from './hal.js';
import { checkHolds } from './holds.js';
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
  checkSerial,
  checkI2c,
  checkLines,
  checkEmergencyStop,
  checkOutputs,
  checkMqtt,
];
