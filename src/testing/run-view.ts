// What a scenario's expectations can name: channels, outputs and the fields of the published documents, by path.
import { QUALITY, QUALITY_NAMES } from '../../hal/quality.js';
import type { Alert, ControlEvent } from '../control/events.js';
import { HEALTH } from '../control/health-record.js';
import { writeHealth } from '../control/phases/publish.js';
import { type HealthDocument, healthDocument } from '../report/health.js';
import { FrameReport, type TelemetryDocument } from '../report/telemetry.js';
import type { Bench } from './bench.js';
import type { Seen } from './comparison.js';
import type { View } from './judges.js';

/** The virtual run has no broker and no process of its own to tell of. */
const NO_COMMS = {
  run: 1,
  comms: {
    connected: false,
    protocol: null,
    ringDropped: 0,
    outbox: 0,
    outboxOldest: null,
    liveDropped: 0,
    commandsUnanswered: 0,
  },
  streams: { subscribers: 0, dropped: 0 },
  rss: 0,
} as const;

/** Documents are built only when a path asks for them, once a tick. */
export class RunView implements View {
  private readonly report: FrameReport;
  private readonly record: Float64Array;
  private telemetry: TelemetryDocument | null = null;
  private health: HealthDocument | null = null;

  constructor(private readonly bench: Bench) {
    this.report = new FrameReport(bench.controller.plan.layout, 1);
    this.record = new Float64Array(bench.controller.plan.healthLength);
  }

  /** Call on each control tick, before the judges look. */
  refresh(): void {
    this.telemetry = null;
    this.health = null;
  }

  get timeS(): number {
    return this.bench.timeS;
  }

  get alerts(): ReadonlyMap<string, Alert> {
    return this.bench.alerts;
  }

  get events(): readonly ControlEvent[] {
    return this.bench.events;
  }

  value(path: string): Seen {
    if (path === 'energyLedgerError') return this.bench.hal.energyLedgerError();
    const { layout } = this.bench.controller.plan;
    const channel = layout.channels.indexOf(path);
    if (channel >= 0) return this.channel(channel);
    if (path.startsWith('outputs.')) return this.output(path.slice('outputs.'.length));
    if (path.startsWith('quality.')) return this.quality(path.slice('quality.'.length));
    const seen = lookUp(this.telemetryDocument(), path);
    return seen === undefined ? lookUp(this.healthDocument(), path) : seen;
  }

  private channel(index: number): Seen {
    const { image } = this.bench.controller.view;
    return image.qualityOf(index) === QUALITY.bad ? null : image.reported(index);
  }

  private quality(channel: string): Seen {
    const index = this.bench.controller.plan.layout.channels.indexOf(channel);
    return index < 0 ? undefined : QUALITY_NAMES[this.bench.controller.view.image.qualityOf(index)];
  }

  private output(name: string): Seen {
    return this.bench.setpoint(name);
  }

  private telemetryDocument(): TelemetryDocument {
    this.telemetry ??= this.report.telemetry(this.bench.frame);
    return this.telemetry;
  }

  private healthDocument(): HealthDocument {
    if (this.health === null) {
      writeHealth(this.bench.controller.view, this.bench.clock, this.record);
      this.record.set(this.bench.hal.counters.values, HEALTH.counters);
      this.health = healthDocument(this.record, this.bench.hal.counters.names, NO_COMMS);
    }
    return this.health;
  }
}

/** Keys may contain dots themselves, so every split of the path is tried, the longest key first. */
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
