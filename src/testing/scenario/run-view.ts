// Finds the values that a scenario's expectations name by path: channels, outputs, fields of the published documents.
import { QUALITY, QUALITY_NAMES } from '../../../hal/quality.js';
import { controllerHealth } from '../../control/controller-health.js';
import type { ControlState } from '../../control/state/control-state.js';
import { CLOCK } from '../../control/tick.js';
import { type HealthDocument, healthDocument } from '../../report/health.js';
import { statusDocument } from '../../report/status.js';
import { FrameReport, type TelemetryDocument } from '../../report/telemetry.js';
import type { DataStreamManager } from '../../streams/index.js';
import type { Alert, ControlEvent } from '../../vocabulary/events.js';
import { VIRTUAL_LOG, type VirtualRun } from '../virtual-run.js';
import type { Seen } from './comparison.js';
import type { View } from './probes.js';
import { isStreamPath } from './scenario-schema.js';
import { StreamReader } from './stream-paths.js';

/** Health of the communication: a virtual run has no broker and no process of its own. */
const NO_COMMS = {
  run: 1,
  comms: {
    connected: false,
    protocol: null,
    ringDropped: 0,
    outbox: 0,
    outboxOldest: null,
    outboxFrames: 0,
    outboxFramesOldest: null,
    framesLost: 0,
    refused: 0,
    liveDropped: 0,
    commandsUnanswered: 0,
    minutesLost: 0,
    historyLost: 0,
    handOver: { healths: 0, events: 0 },
  },
  rss: 0,
} as const;

/** Health of the threads: in a virtual run no tick is late and no event waits for the store. */
const NO_THREADS = {
  lateCauses: { gc: 0, phase: 0, blocked: 0, os: 0 },
  eventsWaiting: 0,
  wallJumps: 0,
} as const;

/**
 * Fields that expectations often read on every tick, read directly from the controller's state: building a document of a hundred
 * fields for one of them takes longer than the tick.
 */
const SHORT_CUTS = new Map<string, (state: Readonly<ControlState>) => Seen>([
  ['plant', ({ plant }) => plant.state],
  ['mode', ({ mode }) => mode],
  ['degradation', ({ degradation }) => degradation],
  ['loop.ticks', ({ ticks }) => ticks],
  ['loop.missed', ({ missed }) => missed],
  ['loop.late', ({ late }) => late],
  ['streams.telemetryHz', ({ streams }) => streams.telemetryHz],
]);

const OUTPUT = 'outputs.';
const QUALITY_OF = 'quality.';

/** Documents are built only when a path needs them, at most once in a tick. */
export class RunView implements View {
  private readonly report: FrameReport;
  private readonly stream: StreamReader;
  private telemetry: TelemetryDocument | null = null;
  private health: HealthDocument | null = null;

  constructor(
    private readonly run: VirtualRun,
    readonly alerts: ReadonlyMap<string, Alert>,
    private readonly streams: DataStreamManager,
  ) {
    const { layout } = run.controller.plan;
    this.report = new FrameReport(layout, NO_COMMS.run);
    this.stream = new StreamReader(layout, NO_COMMS.run);
  }

  /** Call this after each base tick, before values are read. */
  refresh(): void {
    this.telemetry = null;
    this.health = null;
  }

  get timeS(): number {
    return this.run.timeS;
  }

  get events(): readonly ControlEvent[] {
    return this.run.events;
  }

  value(path: string): Seen {
    if (isStreamPath(path)) return this.stream.value(path, this.run.frame);
    if (path === 'energyLedgerError') return this.run.simulation.energyLedgerError();
    const channel = this.run.controller.plan.layout.channels.indexOf(path);
    if (channel >= 0) return this.channel(channel);
    if (path.startsWith(OUTPUT)) return this.run.setpoint(path.slice(OUTPUT.length));
    if (path.startsWith(QUALITY_OF)) return this.quality(path.slice(QUALITY_OF.length));
    const shortCut = SHORT_CUTS.get(path);
    return shortCut === undefined ? this.field(path) : shortCut(this.run.controller.view);
  }

  /** A field of the document that the path begins with, else of the first document that has it. */
  private field(path: string): Seen {
    const dot = path.indexOf('.');
    const [document, rest] = [path.slice(0, dot), path.slice(dot + 1)];
    if (document === 'alerts') return lookUp(Object.fromEntries(this.alerts), rest);
    if (document === 'telemetry') return lookUp(this.telemetryDocument(), rest);
    if (document === 'health') return lookUp(this.healthDocument(), rest);
    if (document === 'status') return lookUp(this.statusDocument(), rest);
    const inTelemetry = lookUp(this.telemetryDocument(), path);
    if (inTelemetry !== undefined) return inTelemetry;
    const inHealth = lookUp(this.healthDocument(), path);
    return inHealth === undefined ? lookUp(this.statusDocument(), path) : inHealth;
  }

  private channel(index: number): Seen {
    const { image } = this.run.controller.view;
    return image.qualityOf(index) === QUALITY.bad ? null : image.reported(index);
  }

  private quality(channel: string): Seen {
    const index = this.run.controller.plan.layout.channels.indexOf(channel);
    return index < 0 ? undefined : QUALITY_NAMES[this.run.controller.view.image.qualityOf(index)];
  }

  private telemetryDocument(): TelemetryDocument {
    this.telemetry ??= this.report.telemetry(this.run.frame);
    return this.telemetry;
  }

  private healthDocument(): HealthDocument {
    if (this.health === null) {
      const { controller, clock, hal } = this.run;
      const { names, values } = hal.counters;
      const health = {
        ...controllerHealth(controller.view, clock, controller.view.ticks),
        ...NO_THREADS,
        counters: Object.fromEntries(names.map((name, i) => [name, values[i]!])),
        remarks: hal.remarks(),
      };
      this.health = healthDocument(health, { ...NO_COMMS, streams: this.streams.health() });
    }
    return this.health;
  }

  private statusDocument() {
    const { mode, plant } = this.run.controller.view;
    const fields = { run: NO_COMMS.run, log: VIRTUAL_LOG, version: 'virtual', mode, plant: plant.state };
    return statusDocument('online', this.run.clock[CLOCK.wallMs]!, { ...fields, clock: 'synchronised' });
  }
}

/** Keys may contain dots, so every split of the path is tried, the longest key first. */
function lookUp(node: unknown, path: string): Seen {
  if (typeof node !== 'object' || node === null) return undefined;
  const fields = node as Readonly<Record<string, unknown>>;
  const own = Object.hasOwn(fields, path) ? fields[path] : undefined;
  if (own !== undefined && (own === null || typeof own !== 'object')) return own as Seen;
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const key = path.slice(0, dot);
    if (!Object.hasOwn(fields, key)) continue;
    const seen = lookUp(fields[key], path.slice(dot + 1));
    if (seen !== undefined) return seen;
  }
  return undefined;
}
