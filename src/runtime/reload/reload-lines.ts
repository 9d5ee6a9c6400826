// The log lines of a reload: one for its outcome, one for each problem, and one for the keys that need a restart.
import type { ConfigChange } from '../../config/index.js';
import type { ReloadOutcome } from '../../report/configuration.js';
import type { Logger } from '../../shared/log.js';

const MAX_LINES = 50;
const US_PER_MS = 1000;

export function logReload(
  log: Logger,
  file: string,
  { ok, changes, problems, tickUs }: ReloadOutcome,
  needsRestart: readonly ConfigChange[],
): void {
  if (ok) {
    const what = changes.length === 0 ? 'nothing has changed' : changes.join(', ');
    log.info(
      `${file} was read again: ${what} (control tick of ${((tickUs ?? 0) / US_PER_MS).toFixed(2)} ms)`,
    );
  } else {
    log.error(`${file} is refused and the old configuration stays: ${countOf(problems.length)}`);
  }
  for (const problem of problems.slice(0, MAX_LINES)) log[ok ? 'warn' : 'error'](problem);
  if (needsRestart.length === 0) return;
  const keys = needsRestart.map(({ key }) => key).join(', ');
  log.warn(`${file}: takes effect at the next start only: ${keys}`);
}

function countOf(problems: number): string {
  return problems === 1 ? 'a problem' : `${problems} problems`;
}
