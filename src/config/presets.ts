// Defaults of the demo and of scenarios, where they differ from those of a controller in service.
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { COMMAND_NAMES } from '../commands/lookup.js';
import type { ConfigInput } from './schema.js';

/** The demo starts by itself, allows every command, and keeps its store in the user's state folder. */
export function demoDefaults(env: Readonly<Record<string, string | undefined>>): ConfigInput {
  const { XDG_STATE_HOME: stateHome = '', HOME: home = homedir() } = env;
  // The XDG base directory specification says that a relative path must be ignored.
  const state = isAbsolute(stateHome) ? stateHome : join(home, '.local', 'state');
  return {
    control: { autoStart: true },
    commands: { allow: [...COMMAND_NAMES] },
    store: { path: join(state, 'kpp', 'kpp.db') },
  };
}

/** A scenario starts by itself. */
export const SCENARIO_DEFAULTS: ConfigInput = { control: { autoStart: true } };
