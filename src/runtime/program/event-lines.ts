// What the log says of an event: one line for those that a person at the terminal wants to know of.

import type { Logger } from '../../shared/log.js';
import type { StoreOpened } from '../../store/protocol.js';
import type { Alert, ControlEvent, Trip } from '../../vocabulary/events.js';

/** Writes the line of an event, if it has one. */
export function logEvent(log: Logger, { type, data }: ControlEvent): void {
  switch (type) {
    case 'alert':
      logAlert(log, data as unknown as Alert);
      break;
    case 'trip':
      log.error(`TRIPPED, outputs are safe until a reset: ${(data as unknown as Trip).message}`);
      break;
    case 'reset':
      log.info('the trip is reset; the plant is in standby');
      break;
    case 'mode':
      log.info(`mode ${String(data.to)} instead of ${String(data.from)}`);
      break;
    case 'lifecycle':
      if (typeof data.plant === 'string') log.info(`the plant is ${data.plant}; it was ${String(data.from)}`);
      break;
    case 'recovery':
      logRecovery(log, data);
      break;
    case 'command':
      logCommand(log, data);
      break;
    default:
  }
}

function logAlert(log: Logger, { rule, state, acknowledged, shelvedUntil, level, message }: Alert): void {
  const serious = level === 'error' || level === 'critical';
  if (shelvedUntil !== null)
    log.info(`alarm ${rule} is shelved until ${new Date(shelvedUntil).toISOString()}`);
  else if (state === 'cleared') log.info(`alarm ${rule} cleared: ${message}`);
  else if (acknowledged) log.info(`alarm ${rule} acknowledged`);
  else log[serious ? 'error' : 'warn'](`alarm ${rule} (${level}): ${message}`);
}

function logRecovery(log: Logger, data: ControlEvent['data']): void {
  const { type, subject, strategy, outcome, attempt, reason, seconds, to, step } = data;
  const trouble = `${String(subject)} (${String(type)})`;
  if (outcome === 'attempted')
    log.warn(`${trouble}: ${String(reason)}; attempt ${String(attempt)}, by ${String(strategy)}`);
  else if (outcome === 'succeeded')
    log.info(`${trouble}: recovered by ${String(strategy)} after ${String(seconds)} s`);
  else if (outcome === 'failed') log.warn(`${trouble}: ${String(strategy)} did not help: ${String(reason)}`);
  else log.error(`${trouble}: nothing helped; ${whatFollows(to, step)}`);
}

function whatFollows(to: unknown, step: unknown): string {
  if (to === 'ladder') return `degraded to step ${String(step)} while it lasts`;
  return to === 'interlock' ? 'the interlocks decide' : 'it is tried again from time to time';
}

function logCommand(log: Logger, data: ControlEvent['data']): void {
  const { name, ok, message, by, origin } = data;
  const who = typeof by === 'string' ? `${by} (${String(origin)})` : String(origin);
  log[ok === true ? 'info' : 'warn'](`command ${String(name)} from ${who}: ${String(message)}`);
}

/** The store's own events do not pass the control thread, so what they tell is said here. */
export function logStoreMove(log: Logger, { mode, moved }: StoreOpened): void {
  if (moved === null) return;
  if (mode === 'memory')
    log.error(`the store cannot be written (${moved.reason ?? ''}): events are kept in memory until it can`);
  else
    log.info(
      `the store is on the disk again: ${moved.carried} events carried over, ${moved.dropped} dropped`,
    );
}
