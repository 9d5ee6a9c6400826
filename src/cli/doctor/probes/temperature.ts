// Checks the temperature of the machine's processor.
import type { Probe } from '../examination.js';
import { ok, warning } from '../finding.js';

const ZONES = '/sys/class/thermal';
/** A Raspberry Pi slows its processor from 80 °C on (a 3B+ from 60 °C on), and holds it below 85 °C. */
const HOT_DEGC = 80;
/** A zone without a sensor gives a number outside this range. */
const POSSIBLE_DEGC = { min: -40, max: 150 };
const MILLI = 1000;

export const temperature: Probe = ({ machine }) => {
  const zones = machine
    .list(ZONES)
    .filter((name) => /^thermal_zone\d+$/.test(name))
    .map((name) => ({
      type: machine.read(`${ZONES}/${name}/type`).trim(),
      degC: Number.parseInt(machine.read(`${ZONES}/${name}/temp`), 10) / MILLI,
    }))
    .filter(({ degC }) => degC >= POSSIBLE_DEGC.min && degC <= POSSIBLE_DEGC.max)
    .sort((a, b) => b.degC - a.degC);
  const [hottest] = zones;
  if (hottest === undefined) return [];
  const what = `The hottest sensor of this machine (${hottest.type}) shows ${hottest.degC.toFixed(0)} °C.`;
  if (hottest.degC < HOT_DEGC) return [ok('temperature', what)];
  const fix =
    'Cool the board (heat sink, fan, larger box): above about 80 °C it slows down, and ticks become late.';
  return [warning('temperature', what, fix)];
};
