// The account of the example consumer (scripts/consumer), for tests: what a subscriber has received, and what is missing.
import type { Subscriber } from './subscriber.js';

export interface MissingRange {
  readonly from: number;
  readonly to: number;
  readonly why: string;
}

export interface ConsumerReport {
  readonly complete: boolean;
  readonly waiting: boolean;
  readonly lines: readonly {
    readonly line: string;
    readonly from: number;
    readonly to: number;
    readonly repeated: number;
    readonly missing: readonly MissingRange[];
  }[];
}

export interface ConsumerLedger {
  message(name: string, body: unknown, isRetained?: boolean): void;
  wasAway(topics: readonly string[]): void;
  report(): ConsumerReport;
  toJSON(): unknown;
}

interface LedgerModule {
  readonly Ledger: new (state?: unknown) => ConsumerLedger;
}

const MODULE = new URL('../../scripts/consumer/ledger.mjs', import.meta.url).href;
const { Ledger } = (await import(MODULE)) as LedgerModule;

/** @param state what `toJSON` of an earlier one has returned */
export function newLedger(state?: unknown): ConsumerLedger {
  return new Ledger(state);
}

/** The account of everything that a subscriber has received. */
export function reportOf(subscriber: Subscriber): ConsumerReport {
  const ledger = newLedger();
  for (const name of ['events', 'telemetry', 'priority', 'health'] as const) {
    for (const body of subscriber.bodies(name)) ledger.message(name, body);
  }
  return ledger.report();
}

/** The lines with a missing range, readable in a failed assertion. */
export function missingIn({ lines }: ConsumerReport): readonly string[] {
  return lines.flatMap(({ line, missing }) =>
    missing.map(({ from, to, why }) => `${line}: ${from} to ${to}: ${why}`),
  );
}
