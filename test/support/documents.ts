// Types of the contract's documents, with the fields that tests of the whole program use.
import type { TotalsDocument } from '../../src/totals/document.js';

/** The document of each topic. */
export interface Documents {
  readonly status: {
    readonly state: 'online' | 'offline';
    readonly ts: number;
    readonly run: number;
    readonly log: string;
    readonly mode: string;
    readonly plant: string;
    readonly clock: string;
  };
  readonly meta: {
    readonly channels: Readonly<Record<string, { readonly unit: string; readonly source: string }>>;
    readonly rules: Readonly<Record<string, unknown>>;
    readonly priority: readonly string[];
  };
  readonly telemetry: {
    readonly run: number;
    readonly seq: number;
    readonly ts: number;
    readonly mode: string;
    readonly degradation: number;
    readonly chain: Readonly<Record<string, number | null>>;
    readonly generator: Readonly<Record<string, number | null>>;
    readonly derived?: Readonly<Record<string, number | null>>;
    readonly quality: Readonly<Record<string, string>>;
    readonly historical?: boolean;
  };
  readonly priority: {
    readonly run: number;
    readonly seq: number;
    readonly ts: number;
    readonly values: Readonly<Record<string, number | null>>;
    readonly quality: Readonly<Record<string, string>>;
  };
  readonly events: {
    readonly log: string;
    readonly seq: number;
    readonly ts: number;
    readonly type: string;
    readonly origin?: { readonly log: string; readonly seq: number };
    readonly data: Readonly<Record<string, unknown>>;
  };
  readonly totals: TotalsDocument;
  readonly health: {
    readonly store: { readonly mode: 'disk' | 'memory' };
    readonly ts: number;
    readonly uptime: number;
    readonly plant: string;
    readonly degradation: number;
    readonly loop: {
      readonly rate: number;
      readonly ticks: number;
      readonly missed: number;
      readonly late: number;
    };
    readonly lateCauses: Readonly<Record<'gc' | 'phase' | 'blocked' | 'os', number>>;
    readonly streams: { readonly telemetryHz: number };
    readonly serial: Readonly<Record<string, Readonly<Record<string, number>>>>;
    readonly comms: {
      readonly connected: boolean;
      readonly outbox: number;
      readonly outboxFrames: number;
      readonly liveDropped: number;
    };
    readonly alarms: { readonly active: number };
  };
}

export interface Alert {
  readonly id: string;
  readonly rule: string;
  readonly level: string;
  readonly state: 'active' | 'cleared';
  readonly acknowledged: boolean;
  readonly shelvedUntil: number | null;
  readonly count: number;
  readonly message: string;
}

export interface Reply {
  readonly requestId: string;
  readonly ok: boolean;
  readonly error: string | null;
  readonly message: string;
}
