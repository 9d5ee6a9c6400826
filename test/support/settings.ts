// The settings of a configuration that names nothing, for tests that start a part of the program alone.
import { type Config, loadConfig } from '../../src/config/index.js';

export const DEFAULT_CONFIG: Config = loadConfig({}).config;

export function storeSettings(
  settings: Partial<Config['store']> & { readonly path: string },
): Config['store'] {
  return { ...DEFAULT_CONFIG.store, ...settings };
}
