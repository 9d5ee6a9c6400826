// Checks the temperature of the machine's processor.
import { HOST_HOT_DEGC } from '../../../catalogue/host-alarms.js';
import { hottestZone } from '../../../host/temperature.js';
import type { Probe } from '../examination.js';
import { ok, warning } from '../finding.js';

export const temperature: Probe = ({ machine }) => {
  const hottest = hottestZone(machine);
  if (hottest === null) return [];
  const what = `The hottest sensor of this machine (${hottest.type}) shows ${hottest.degC.toFixed(0)} °C.`;
  if (hottest.degC < HOST_HOT_DEGC) return [ok('temperature', what)];
  const fix =
    'Cool the board (heat sink, fan, larger box): above about 80 °C it slows down, and ticks become late.';
  return [warning('temperature', what, fix)];
};
