// Checks the supply of a Raspberry Pi: undervoltage now, and what it did to the processor since the start.
import { type Supply, supplyOf } from '../../../host/supply.js';
import type { Probe } from '../examination.js';
import { type Finding, ok, warning } from '../finding.js';

const FIX =
  'Use a supply of 5.1 V with the current that the board needs, and a short, thick cable; feed sensors and relays from a supply of their own.';

export const power: Probe = ({ machine }) => {
  const supply = supplyOf(machine);
  return supply.isLow === null ? [] : [voltage(supply), ...speed(supply)];
};

function voltage({ isLow, wasLow }: Supply): Finding {
  if (isLow) return warning('power', 'The supply voltage of this board is too low.', FIX);
  if (wasLow) {
    return warning('power', 'The supply voltage was too low since the start of this machine.', FIX);
  }
  return ok('power', 'The supply voltage of this board is high enough.');
}

function speed({ isSlowed, wasSlowed }: Supply): Finding[] {
  if (!isSlowed && !wasSlowed) return [];
  const what = isSlowed
    ? 'The firmware slows the processor, because of low voltage or heat.'
    : 'The firmware slowed the processor since the start of this machine, because of low voltage or heat.';
  return [warning('power.throttled', what, 'Correct the supply and the cooling, then restart the machine.')];
}
