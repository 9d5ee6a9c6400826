// reset: closes and opens a port that is open but silent.
import type { BuiltInStrategy } from '../strategy.js';
import { reopen } from './reopen.js';

export const reset: BuiltInStrategy = { ...reopen, name: 'reset', against: ['port_hung'] };
