// The defaults in which the demo and scenarios differ from a controller in service.
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { COMMAND_NAMES } from '../commands/lookup.js';
import type { ConfigInput } from './schema.js';

/** The demo starts by itself, obeys every command, and keeps its store with the user's other state. */
export function demoDefaults(env: Readonly<Record<string, string | undefined>>): ConfigInput {
  const { XDG_STATE_HOME: stateHome = '', HOME: home = homedir() } = env;
  // The XDG base directory specification: a relative path is to be ignored.
  const state = isAbsolute(stateHome) ? stateHome : join(home, '.local', 'state');
  return {
    control: { autoStart: true },
    commands: { allow: [...COMMAND_NAMES] },
    store: { path: join(state, 'kpp', 'kpp.db') },
  };
}

/** A scenario starts by itself. */
export const SCENARIO_DEFAULTS: ConfigInput = { control: { autoStart: true } };
