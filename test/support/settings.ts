// The settings of an empty configuration, for tests that start only a part of the program.
import { type Config, loadConfig } from '../../src/config/index.js';

export const DEFAULT_CONFIG: Config = loadConfig({}).config;

export function storeSettings(
  settings: Partial<Config['store']> & { readonly path: string },
): Config['store'] {
  return { ...DEFAULT_CONFIG.store, ...settings };
}
