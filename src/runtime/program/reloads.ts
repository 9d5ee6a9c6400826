// Connects the reload desk to the running program. Without a configuration file there are no reloads.
import type { Hal } from '../../../hal/hal.js';
import type { Config } from '../../config/index.js';
import { controlPlan, equipmentOf } from '../../control/plan/plan.js';
import type { ConfigurationStatus } from '../../report/configuration.js';
import type { Logger } from '../../shared/log.js';
import { setLogging } from '../../shared/log-settings.js';
import type { ConfigSource } from '../reload/protocol.js';
import { readConfiguration } from '../reload/reader.js';
import { ReloadDesk } from '../reload/reload-desk.js';
import { logReload } from '../reload/reload-lines.js';
import type { Core } from './core.js';
import type { Journal } from './journal.js';

export type Reloads = Pick<ReloadDesk, 'status' | 'open' | 'request' | 'serve' | 'close'>;

export interface ReloadsParts {
  readonly source: ConfigSource | null;
  readonly hal: Hal;
  readonly core: Core;
  readonly journal: Journal;
  readonly log: Logger;
  /** The configuration in force. */
  readonly running: () => Config;
  /** Called when a reload begins. */
  readonly begun: () => void;
  /** Called when the control thread has applied a new configuration. */
  readonly applied: (config: Config) => void;
  /** Called after each reload, whether it succeeded or not: the status has changed. */
  readonly ended: () => void;
}

export function createReloads(parts: ReloadsParts): Reloads {
  return parts.source === null ? noReloads() : reloadDesk(parts.source, parts);
}

function reloadDesk(source: ConfigSource, parts: ReloadsParts): ReloadDesk {
  const { hal, core, journal, log, running, begun, applied, ended } = parts;
  const { controller, profiler } = core;
  const { channels } = controller.plan.layout;
  return new ReloadDesk({
    source,
    begun,
    read: () => readConfiguration({ source, running: running(), channels }),
    prepare: ({ config, changes, needsRestart }, file) =>
      controller.reconfigure(controlPlan(config, equipmentOf(hal, core.plan.host)), {
        file,
        changes,
        needsRestart,
      }),
    isPending: () => controller.isBeingReconfigured,
    applied: (config) => {
      applied(config);
      setLogging(config.log);
      for (const name of hal.samples.names) hal.setRange(name, config.channels[name] ?? {});
    },
    tickUs: () => profiler.lastComputeUs,
    told: (outcome, needsRestart) => {
      logReload(log, source.file, outcome, needsRestart);
      if (!outcome.ok) {
        const data = { ok: false, file: source.file, problems: outcome.problems };
        journal.event({ type: 'configuration', ts: outcome.ts, data });
      }
      ended();
    },
    wallClock: Date.now,
  });
}

/** The configuration comes from defaults and the command line only, so there is nothing to read again. */
function noReloads(): Reloads {
  const status: ConfigurationStatus = {
    file: null,
    loadedAt: Date.now(),
    needsRestart: [],
    lastReload: null,
  };
  return { status, open() {}, request() {}, serve() {}, close() {} };
}
