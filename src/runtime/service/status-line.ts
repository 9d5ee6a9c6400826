// The line that `systemctl status` shows: plant, mode, and the worst active alarm.
import type { Alert } from '../../vocabulary/events.js';
import { ALARM_LEVELS, type Mode, type PlantState } from '../../vocabulary/words.js';

/** @param alerts the last alert of each alarm; shelved ones do not count. Of equally bad alarms, the latest one is shown. */
export function statusLine(plant: PlantState, mode: Mode, alerts: readonly Alert[]): string {
  let worst: Alert | null = null;
  let others = -1;
  for (const alert of alerts) {
    if (alert.state !== 'active' || alert.shelvedUntil !== null) continue;
    others++;
    if (worst === null || isWorse(alert, worst)) worst = alert;
  }
  if (worst === null) return `${plant}, mode ${mode}, no alarm`;
  const more = others === 0 ? '' : ` and ${others} more`;
  return `${plant}, mode ${mode}, alarm ${worst.rule} (${worst.level})${more}`;
}

function isWorse(a: Alert, b: Alert): boolean {
  const difference = ALARM_LEVELS.indexOf(a.level) - ALARM_LEVELS.indexOf(b.level);
  return difference > 0 || (difference === 0 && a.since > b.since);
}
