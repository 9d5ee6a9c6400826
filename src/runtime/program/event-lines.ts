// Writes the log lines of events: one line for each event that matters to a person at the terminal.

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
      log.info('the trip was reset; the plant is in standby');
      break;
    case 'mode':
      log.info(`the mode is ${String(data.to)} (before: ${String(data.from)})`);
      break;
    case 'lifecycle':
      logLifecycle(log, data);
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

function logLifecycle(
  log: Logger,
  { plant, from, search, load, value, reason, alarm, source, warning, totals, message }: ControlEvent['data'],
): void {
  if (typeof plant === 'string') log.info(`the plant is ${plant}; it was ${String(from)}`);
  else if (search === 'found')
    log.info(
      `load search: the best load is ${String(load)}, with a value of ${String(value)} (${String(reason)})`,
    );
  else if (search === 'held')
    log.warn(`load search: the load stays at ${String(load)} because of ${String(alarm ?? reason)}`);
  else if (search === 'continued') log.info(`load search: it continues from a load of ${String(load)}`);
  else if (typeof warning === 'string') log.warn(`${String(source)}: ${warning}`);
  else if (totals === 'begun') log.warn(String(message));
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
    log.warn(
      `${trouble}: ${String(reason).replace(/\.$/, '')}; attempt ${String(attempt)} with ${String(strategy)}`,
    );
  else if (outcome === 'succeeded')
    log.info(`${trouble}: recovered with ${String(strategy)} after ${String(seconds)} s`);
  else if (outcome === 'failed') log.warn(`${trouble}: ${String(strategy)} did not help: ${String(reason)}`);
  else log.error(`${trouble}: nothing helped; ${whatFollows(to, step)}`);
}

function whatFollows(to: unknown, step: unknown): string {
  if (to === 'ladder') return `the controller stays degraded to step ${String(step)} until this is over`;
  return to === 'interlock'
    ? 'the interlocks decide whether to trip'
    : 'the recovery tries again from time to time';
}

function logCommand(log: Logger, data: ControlEvent['data']): void {
  const { name, ok, message, by, origin } = data;
  const who = typeof by === 'string' ? `${by} (${String(origin)})` : String(origin);
  log[ok === true ? 'info' : 'warn'](`command ${String(name)} from ${who}: ${String(message)}`);
}

/** Reports that the store moved to memory or back to the disk. The store's own events do not pass through the control thread. */
export function logStoreMove(log: Logger, { mode, moved }: StoreOpened): void {
  if (moved === null) return;
  if (mode === 'memory')
    log.error(
      `the store cannot be written (${moved.reason ?? ''}): events are kept in memory until it can be written`,
    );
  else
    log.info(
      `the store is on the disk again: ${moved.carried} events carried over, ${moved.dropped} dropped`,
    );
}
