// The registry of all commands, one line each. MQTT, HTTP, scenarios, the test bench, `commands.allow` and docs/commands.md use it.
import { acknowledge } from './definitions/acknowledge.js';
import { load } from './definitions/load.js';
import { mode } from './definitions/mode.js';
import { resend } from './definitions/resend.js';
import { reset } from './definitions/reset.js';
import { shelve } from './definitions/shelve.js';
import { start } from './definitions/start.js';
import { stop } from './definitions/stop.js';

export const COMMANDS = [acknowledge, shelve, mode, start, stop, reset, load, resend] as const;
