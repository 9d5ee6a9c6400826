// The registry: what is tried against each type of trouble, in this order.
import type { RecoveryType } from '../../vocabulary.js';
import type { RecoveryScope, RecoveryStrategy } from '../strategy.js';
import { degrade } from './degrade.js';
import { memory } from './memory.js';
import { offline } from './offline.js';
import { redundantChannel } from './redundant-channel.js';
import { reinitialiseTwin } from './reinitialise-twin.js';
import { reopen } from './reopen.js';
import { reset } from './reset.js';
import { restart } from './restart.js';
import { twinHold } from './twin-hold.js';

export type MakeStrategy = (scope: RecoveryScope) => RecoveryStrategy;

export const BUILT_IN_STRATEGIES: Readonly<Record<RecoveryType, readonly MakeStrategy[]>> = {
  sensor_lost: [reopen, redundantChannel, twinHold],
  port_hung: [reset, redundantChannel, twinHold],
  numerical_instability: [reinitialiseTwin],
  overload: [degrade],
  broker_lost: [offline],
  store_failing: [memory],
  comms_crash: [restart],
  store_crash: [restart],
  custom: [],
};
