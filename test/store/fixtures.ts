// Helpers of the store's tests: a directory that is removed after the test, and functions that make events.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Database } from '../../src/store/worker/database/database.js';
import { SCHEMA_VERSION } from '../../src/store/worker/database/schema.js';
import { Store, type StoreSetup } from '../../src/store/worker/store.js';
import type { Alert, ControlEvent } from '../../src/vocabulary/events.js';
import { storeSettings } from '../support/settings.js';

/** 2026-01-01 UTC. */
export const NOW_MS = 1_767_225_600_000;

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'kpp-store-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A program in a file, because the options of `node -e` would be passed on to its worker threads. */
export function programFile(source: string): string {
  const file = join(temporaryDirectory(), 'program.mjs');
  writeFileSync(file, source);
  return file;
}

/** Opens a store in this thread. It is closed at the end of the test, unless the test has closed it. */
export function openStore(path: string, setup: Partial<StoreSetup> = {}): Store {
  const store = new Store({ ...storeSettings({ path }), resumeRun: null, ...setup }, NOW_MS);
  onTestFinished(() => {
    try {
      store.close();
    } catch {
      // the test has closed it
    }
  });
  return store;
}

/** The inverse of each migration, the newest one first. */
const UNDO = [
  'DROP TABLE history_blocks; DROP TABLE history_chunks; DROP TABLE history_channels',
  'DROP TABLE totals',
  'DROP TABLE frame_blocks',
  'ALTER TABLE events DROP COLUMN origin',
  'DROP TABLE minutes',
] as const;

/** Turns a closed store into one that an earlier version has written. */
export function downgrade(path: string, version: number): void {
  const db = new Database(path);
  const undo = UNDO.slice(0, SCHEMA_VERSION - version);
  db.exec(`${undo.join('; ')}; PRAGMA user_version = ${version}`);
  db.close();
}

export function anEvent(i: number, data: Record<string, unknown> = {}): ControlEvent {
  return { type: 'mode', ts: NOW_MS + i, data: { i, ...data } };
}

export function anAlert(rule: string, state: Alert['state'], count = 1): ControlEvent {
  const alert: Alert = {
    id: '6b0e5cf4-2b0a-4a6e-8f0d-0d8f1f6f4d10',
    rule,
    channel: 'chain.velocity',
    level: 'warning',
    state,
    acknowledged: false,
    shelvedUntil: null,
    value: 8.2,
    threshold: 8,
    since: NOW_MS,
    ts: NOW_MS,
    count,
    message: 'chain.velocity is above 8',
  };
  return { type: 'alert', ts: NOW_MS, data: { ...alert } };
}

/** Stores events numbered from `firstN` on and commits them. */
export function commit(store: Store, firstN: number, events: readonly ControlEvent[]): void {
  store.append(firstN, events);
  store.commit();
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
