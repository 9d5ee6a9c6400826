// The registry of strategies, one line each. Of several against the same type of trouble the first in this list is tried first.
import type { BuiltInStrategy } from '../strategy.js';
import { degrade } from './degrade.js';
import { memory } from './memory.js';
import { offline } from './offline.js';
import { redundantChannel } from './redundant-channel.js';
import { reinitialiseTwin } from './reinitialise-twin.js';
import { reopen } from './reopen.js';
import { reset } from './reset.js';
import { restart } from './restart.js';
import { twinHold } from './twin-hold.js';

export const STRATEGIES: readonly BuiltInStrategy[] = [
  reopen,
  reset,
  redundantChannel,
  twinHold,
  reinitialiseTwin,
  degrade,
  offline,
  memory,
  restart,
];
