// Makes the configuration of a virtual run: a file or the defaults, overrides above it, always on a simulated plant.
import { configuredSources } from '../../hal/linux/schema.js';
import { type Config, ConfigError, parseConfig, SCENARIO_DEFAULTS } from '../config/index.js';

/** Values by dotted path, as in a scenario's `config`: `{ 'control.mode': 'accuracy' }`. */
export type Overrides = Readonly<Record<string, unknown>>;

export interface RunOptions {
  /** Seed of the sensors' noise; 1 by default. */
  readonly seed?: number | undefined;
  /** Text and name of a configuration file below the overrides. */
  readonly file?: { readonly text: string; readonly name: string } | undefined;
  /** `key.path=value`; these override everything else. */
  readonly sets?: readonly string[] | undefined;
  /**
   * Puts the drivers of the configuration (`hal.serial`, `hal.i2c`, `hal.gpio`, `hal.outputs`) on virtual devices between controller
   * and plant. Default: where the overrides say `hal.kind: linux`; otherwise the plant is the HAL.
   */
  readonly virtualDevices?: boolean | undefined;
  /** Figures of the computer (`host.temperature`) that the run has. They have no value until the fault `override` gives them one. */
  readonly host?: readonly string[] | undefined;
}

/** @throws ConfigError with every problem */
export function simulatedConfig(overrides: Overrides, options: RunOptions = {}): Config {
  const { seed = 1, file, sets, virtualDevices = sayLinux(overrides) } = options;
  const kind = virtualDevices ? 'linux' : 'sim';
  const { config, problems } = parseConfig(file?.text ?? '', file?.name ?? '(defaults)', {
    defaults: SCENARIO_DEFAULTS,
    overrides: {
      values: { 'hal.sim.seed': seed, ...overrides, 'hal.kind': kind },
      at: { file: '(overrides)', line: 1, column: 1 },
    },
    sets,
  });
  if (config !== undefined) return virtualDevices ? withDevices(config) : config;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const listed = errors.map(({ key, message }) => `config.${key}: ${message}`).join('\n');
  throw new ConfigError('config_invalid', listed, errors);
}

/** True when the overrides set `hal.kind: linux`, by the dotted path or by a map for `hal`. */
function sayLinux(overrides: Overrides): boolean {
  const { hal } = overrides as { readonly hal?: { readonly kind?: unknown } | null };
  return (overrides['hal.kind'] ?? hal?.kind) === 'linux';
}

/** @throws ConfigError when no device is configured: the run would have no channel and no output */
function withDevices(config: Config): Config {
  const { hal } = config;
  if (configuredSources(hal).length > 0 || Object.keys(hal.outputs).length > 0) return config;
  const message =
    'no device is configured: virtual devices need hal.serial, hal.i2c, hal.gpio or hal.outputs';
  const at = { file: '(overrides)', line: 1, column: 1 };
  const problem = { ...at, key: 'hal', message, severity: 'error' } as const;
  throw new ConfigError('config_invalid', `config.hal: ${message}`, [problem]);
}
