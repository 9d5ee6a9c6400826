// Checks that the wall clock has been set: time stamps and the freshness of commands depend on it.
import { clockState, SYSTEM_CLOCK } from '../../../comms/clock-watch.js';
import type { Probe } from '../examination.js';
import { ok, warning } from '../finding.js';

export const clock: Probe = () => {
  const now = new Date().toISOString();
  if (clockState(SYSTEM_CLOCK) === 'synchronised') return [ok('clock', `The clock says ${now}.`)];
  const what = `The clock says ${now} and has not been set since the machine started.`;
  return [
    warning(
      'clock',
      what,
      'Connect a time server (`timedatectl set-ntp true`), or fit a clock with a battery.',
    ),
  ];
};
