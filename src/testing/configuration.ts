// The configuration of a virtual run: a file or the defaults, with overrides on top, always on the simulated plant.
import { type Config, ConfigError, parseConfig, SCENARIO_DEFAULTS } from '../config/index.js';

/** Values by dotted path, as in a scenario's `config`: `{ 'control.mode': 'accuracy' }`. */
export type Overrides = Readonly<Record<string, unknown>>;

export interface RunOptions {
  /** Seed of the sensors' noise; 1 by default. */
  readonly seed?: number | undefined;
  /** Text and name of a configuration file below the overrides. */
  readonly file?: { readonly text: string; readonly name: string } | undefined;
  /** `key.path=value`, over everything else. */
  readonly sets?: readonly string[] | undefined;
}

/** @throws ConfigError with every problem */
export function simulatedConfig(overrides: Overrides, { seed = 1, file, sets }: RunOptions = {}): Config {
  const { config, problems } = parseConfig(file?.text ?? '', file?.name ?? '(defaults)', {
    defaults: SCENARIO_DEFAULTS,
    overrides: {
      values: { 'hal.sim.seed': seed, ...overrides, 'hal.kind': 'sim' },
      at: { file: '(overrides)', line: 1, column: 1 },
    },
    sets,
  });
  if (config !== undefined) return config;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const listed = errors.map(({ key, message }) => `config.${key}: ${message}`).join('\n');
  throw new ConfigError('config_invalid', listed, errors);
}
