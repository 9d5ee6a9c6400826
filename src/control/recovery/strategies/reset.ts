// reset: closes a port that is open and says nothing, and opens it again.
import type { BuiltInStrategy } from '../strategy.js';
import { reopen } from './reopen.js';

export const reset: BuiltInStrategy = { ...reopen, name: 'reset', against: ['port_hung'] };
