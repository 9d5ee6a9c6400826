// The schema of the whole configuration: the single source of its types, defaults, messages and JSON Schema.
import { z } from 'zod';
import { linuxSections } from '../../hal/linux/schema.js';
import type { ReadonlyDeep } from '../../hal/schema/kinds.js';
import { plant } from '../../hal/schema/plant.js';
import { sim } from '../../hal/sim/schema.js';
import type { AlarmRule, BuiltInAlarm } from './alarms.js';
import { alerts } from './schema/alerts.js';
import { channels } from './schema/channels.js';
import { control, interlocks, limits, optimizer, twin } from './schema/control.js';
import { log } from './schema/log.js';
import { commands, device, http, mqtt, store, streams } from './schema/services.js';

const hal = z
  .strictObject({
    kind: z
      .enum(['sim', 'linux'], { error: 'must be sim or linux (this version cannot replay recordings)' })
      .default('sim')
      .describe('where values come from: the simulated plant, or the hardware of this machine'),
    sim,
    ...linuxSections,
  })
  .prefault({})
  .describe('the hardware; the controller uses only the parts that are listed here');

export const configSchema = z
  .strictObject({
    device,
    control,
    optimizer,
    twin,
    limits,
    interlocks,
    channels,
    plant,
    alerts,
    streams,
    hal,
    mqtt,
    commands,
    store,
    http,
    log,
  })
  .describe('Configuration of kpp-controller. A file names only what differs from the defaults.');

/** A configuration as a file or an override may write it. */
export type ConfigInput = z.input<typeof configSchema>;

/** The configuration with the schema's defaults filled in, before the checks compare its sections. */
export type ParsedConfig = z.output<typeof configSchema>;

/** The configuration that the program runs on: complete, in range, and without contradictions between sections. */
export type Config = ReadonlyDeep<
  Omit<ParsedConfig, 'control' | 'alerts'> & {
    control: Omit<ParsedConfig['control'], 'targetFps'>;
    alerts: {
      /** Default rules and rules of the configuration, each id once. */
      rules: AlarmRule[];
      /** All built-in alarms, by id. */
      builtIn: Record<string, BuiltInAlarm>;
    };
  }
>;
